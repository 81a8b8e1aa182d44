import type { Notice, Notifier, Occasion } from '../core/notice.ts';
import { iso } from '../core/time.ts';
import { type PostOptions, wantedBy } from '../mail/hand-in.ts';
import { receivers } from '../mail/mail.ts';
import { send } from '../mail/send.ts';

export interface ByMailOptions extends PostOptions {
  /** On what it is told. Default: on all but successes that follow successes. */
  readonly on?: readonly Occasion[];
}

const TROUBLE: readonly Occasion[] = ['failed', 'still failing', 'fixed'];
/** Of what the run has logged, the last lines. */
const LINES = 1_000;
const ATTEMPTS = 3;

/**
 * Tells by mail what became of a run, as Jenkins words it: `hourly-units - Build # 12 - Failure!`, the end of the log,
 * the pictures. By the server of `SMTP_URL`, from `MAIL_FROM`; docs/mail.md.
 */
export function byMail(to: string | readonly string[], { on = TROUBLE, ...post }: ByMailOptions = {}): Notifier {
  const all = receivers(to);
  return {
    name: `mail to ${all.join(', ')}`,
    on,
    ...wantedBy(post),
    async notify(notice, context) {
      const { secrets } = context;
      // A store that begins anew counts its runs anew, and whoever gets mail drops what has a Message-ID that it knows.
      const id = JSON.stringify([notice.id, notice.occasion, notice.at, all]);
      const [subject, text] = [secrets.redact(subjectFor(notice)), secrets.redact(textFor(notice))];
      await send({ id, to: all, subject, text, pictures: notice.pictures }, post, context, ATTEMPTS);
    },
  };
}

const STATUS: Readonly<Record<Occasion, string>> = {
  failed: 'Failure',
  'still failing': 'Still Failing',
  fixed: 'Fixed',
  succeeded: 'Successful',
};

const subjectFor = ({ of, run, occasion }: Notice): string => `${of} - Build # ${run.number} - ${STATUS[occasion]}!`;

function textFor({ of, occasion, at, run, detail, log }: Notice): string {
  const seconds = (run.duration / 1_000).toFixed(1);
  const what = `Run ${run.number} of ${of} (${run.cause}): ${occasion} after ${seconds} s, at ${iso(at)}`;
  const tail = log.trimEnd().split('\n').slice(-LINES).join('\n');
  return [what, ...(detail ? [detail] : []), ...(tail ? ['', tail] : [])].join('\n');
}
