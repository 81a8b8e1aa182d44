import { domainToASCII } from 'node:url';
import { digestOf, type Mail, subjectOf, textOf } from './mail.ts';

export type Mime = ReturnType<typeof mimeOf>;

/** The mail as it is sent: plain text, and with pictures as HTML, too, which shows them. */
export function mimeOf({ id, to, subject, text, pictures }: Mail, from: string) {
  const digest = digestOf(id);
  // An id has no room for other letters, whatever the header before it has.
  const domain = domainToASCII(from.replace(/^.*@|>$/g, '')) || 'localhost';
  const body = textOf(text);
  const attached = pictures.map((picture, i) => ({ ...picture, cid: `${digest}.${i}@${domain}` }));
  return {
    from,
    to: [...to],
    subject: subjectOf(subject),
    text: body,
    ...(attached.length > 0 && { html: htmlOf(body, attached) }),
    attachments: attached.map(({ name: filename, type: contentType, data, cid }) => {
      const content = Buffer.from(data);
      return { filename, contentType, content, cid, contentDisposition: 'attachment' as const };
    }),
    messageId: `<${digest}@${domain}>`,
    // A server such as SES gives a Message-ID of its own. And nobody who is away need answer.
    headers: { 'X-Millrace-Message': digest, 'Auto-Submitted': 'auto-generated' },
  };
}

/** The text letter by letter, and below it the pictures that are attached under these ids. */
const htmlOf = (text: string, pictures: readonly { readonly name: string; readonly cid: string }[]): string =>
  [
    `<pre style="font-family: monospace; white-space: pre-wrap">${escaped(text)}</pre>`,
    ...pictures.map(({ name, cid }) => `<p><img src="cid:${cid}" alt="${escaped(name)}" style="max-width: 100%"></p>`),
  ].join('\n');

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => ESCAPES[sign] ?? sign);
