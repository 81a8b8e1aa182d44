import type { Messages } from '../core/sink.ts';
import { type PostOptions, wantedBy } from '../mail/hand-in.ts';
import { digestOf, receivers } from '../mail/mail.ts';
import { send } from '../mail/send.ts';
import { type Email, emailIn, emailsOf } from './email/content.ts';
import { drawnOf } from './email/drawn.ts';

export interface EmailOptions extends PostOptions {
  /** Tells two destinations that go to the same people apart. Default: `mail to ops@example.com`. */
  readonly name?: string;
}

/**
 * Sends mail of what a function makes of the values of a commit: subject, text, charts; nothing where there is nothing
 * to say. What is said is committed with the position that it follows from, a chart as data, and sent after, by the
 * server of `SMTP_URL`, from `MAIL_FROM`; docs/mail.md. It may be sent twice, with the same `Message-ID`.
 *
 * A login, a sender or a receiver whom the server refuses ends the run, and the mail waits. What it will not have of
 * the mail itself, and a chart that cannot be drawn, is told in words instead, with the reason.
 */
export function email<T>(
  to: string | readonly string[],
  compose: (values: readonly T[]) => Email | readonly Email[] | undefined,
  { name, ...post }: EmailOptions = {},
): Messages<T> {
  const all = receivers(to);
  const called = name ?? `mail to ${all.join(', ')}`;
  return {
    kind: 'messages',
    name: called,
    ...wantedBy(post),
    compose: (values) => emailsOf(called, compose(values)),
    async show(body) {
      const { subject, text, charts } = emailIn(body);
      const { pictures, notes } = await drawnOf(charts);
      return { text: [`To: ${all.join(', ')}`, `Subject: ${subject}`, '', text, ...notes].join('\n'), pictures };
    },
    async deliver({ id, body }, context) {
      const { subject, text, charts } = emailIn(body);
      const { pictures, notes } = await drawnOf(charts);
      const mail = {
        id: JSON.stringify([id, called, body]),
        to: all,
        subject,
        text: [text, ...notes].join('\n\n'),
        pictures,
      };
      await send(mail, post, context);
      // A run may send several mails of one title.
      for (const { name, ...picture } of pictures) {
        context.keepPicture({ ...picture, name: name.replace('.png', `-${digestOf(mail.id).slice(0, 8)}.png`) });
      }
    },
  };
}
