/** A part of a mail, with what it holds, decoded. */
export interface Part {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly parts: readonly Part[];
}

/** Reads a mail as it came, or a part of one; `raw` holds a byte in each character. */
export function mimeIn(raw: string): Part {
  const [, head = '', body = ''] = /^(.*?)\r\n\r\n(.*)$/s.exec(raw) ?? [];
  const lines = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => {
      const [, name = '', value = ''] = /^([^:]+): ?(.*)$/.exec(line) ?? [];
      return [name.toLowerCase(), words(value)];
    }),
  );
  const boundary = /^multipart\/.*boundary="([^"]+)"/s.exec(headers['content-type'] ?? '')?.[1];
  const parts = boundary === undefined ? [] : body.split(`--${boundary}`).slice(1, -1).map(trimmed).map(mimeIn);
  return { headers, body: decoded(body, headers['content-transfer-encoding']), parts };
}

/** All parts that hold something, in their order. */
export const leavesOf = (part: Part): readonly Part[] =>
  part.parts.length === 0 ? [part] : part.parts.flatMap(leavesOf);

const trimmed = (part: string): string => part.replace(/^\r\n|\r\n$/g, '');

function decoded(body: string, encoding = '7bit'): Buffer {
  if (encoding === 'base64') return Buffer.from(body, 'base64');
  return encoding === 'quoted-printable' ? quoted(body.replace(/=\r\n/g, '')) : Buffer.from(body, 'latin1');
}

const quoted = (text: string): Buffer =>
  Buffer.from(
    text.replace(/=([\dA-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );

/** What a header holds in other letters than those of ASCII. */
const words = (value: string): string =>
  value
    .replace(/\?= =\?/g, '?==?')
    .replace(/=\?UTF-8\?([BQ])\?([^?]*)\?=/gi, (_, how: string, text: string) =>
      (how.toUpperCase() === 'B' ? Buffer.from(text, 'base64') : quoted(text.replaceAll('_', ' '))).toString(),
    );
