import { InvalidArgumentError } from 'commander';
import { messageOf } from '../core/errors.ts';
import type { Notifier } from '../core/notice.ts';
import { byMail } from '../notify/mail.ts';
import { bySlack } from '../notify/slack.ts';

/** Reads an option that says who is told, and may be given several times: `slack:#ops`, `mail:ops@example.com`. */
export function notifyIn(text: string, before: readonly Notifier[] = []): readonly Notifier[] {
  const [, by, to = ''] = /^(slack|mail):(.+)$/.exec(text) ?? [];
  if (by === undefined) throw new InvalidArgumentError('Wanted slack:#CHANNEL or mail:ADDRESS.');
  try {
    return [...before, by === 'slack' ? bySlack(to) : byMail(to)];
  } catch (thrown) {
    throw new InvalidArgumentError(messageOf(thrown));
  }
}
