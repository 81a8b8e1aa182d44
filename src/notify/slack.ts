import type { Notice, Notifier, NotifyContext, Occasion } from '../core/notice.ts';
import type { Picture } from '../core/picture.ts';
import { type Secret, secret } from '../core/secret.ts';
import { shortened } from '../core/shortened.ts';
import { slugOf } from '../core/slug.ts';
import { extensionOf, markOf } from '../slack/mark.ts';
import { type Place, refuseNoPlace } from '../slack/place.ts';
import { fenced, literal } from '../slack/text.ts';

export interface BySlackOptions {
  /** On what it is told. Default: on all but successes that follow successes. */
  readonly on?: readonly Occasion[];
  /** The token of a bot, `xoxb-…`. Default: `secret('SLACK_TOKEN')`. */
  readonly token?: Secret;
  /** As whom it is said, in place of the app's own name. */
  readonly username?: string;
  /** An emoji, such as `:robot_face:`, or the address of a picture, in place of the app's own. */
  readonly icon?: string;
}

const TROUBLE: readonly Occasion[] = ['failed', 'still failing', 'fixed'];
/** Of what the run has logged, the last lines, and of each so many characters; and of what it failed of. */
const LINES = 20;
const LINE = 180;
const DETAIL = 1_000;

/**
 * Tells in a channel of Slack what became of a run, as Jenkins words it: `hourly-units - #12 Failure after 3.4 s`, red,
 * with the end of its log; green where all is well, the pictures of the run under it.
 */
export function bySlack(channel: string, options: BySlackOptions = {}): Notifier {
  const { on = TROUBLE, token = secret('SLACK_TOKEN'), username, icon } = options;
  const place: Place = { channel, username, icon };
  refuseNoPlace(place);
  return {
    name: `Slack ${channel}`,
    on,
    secrets: [token],
    async notify(notice, context) {
      const { color, well } = SHOWN[notice.occasion];
      const line = lineOf(notice);
      const text = [literal(line), ...(well ? [] : troubleOf(notice, context))].join('\n');
      const attachments = [{ color, fallback: line, text, mrkdwn_in: ['text'] }];
      const { slackBy } = await import('../slack/slack.ts');
      const speaker = slackBy(token, context);
      const thread = await speaker.say(place, { text: '', attachments }, { mark: markOf(notice.id, text) });
      for (const picture of well ? notice.pictures : []) {
        const mark = markOf(notice.id, picture.name);
        await speaker.share({ ...place, thread }, fileOf(picture, mark), { mark });
      }
    },
  };
}

interface Looks {
  readonly status: string;
  readonly color: 'good' | 'danger';
  readonly well: boolean;
}

const SHOWN: Readonly<Record<Occasion, Looks>> = {
  failed: { status: 'Failure', color: 'danger', well: false },
  'still failing': { status: 'Still Failing', color: 'danger', well: false },
  fixed: { status: 'Back to normal', color: 'good', well: true },
  succeeded: { status: 'Success', color: 'good', well: true },
};

const lineOf = ({ of, run, occasion }: Notice): string =>
  `${of} - #${run.number} ${SHOWN[occasion].status} after ${(run.duration / 1_000).toFixed(1)} s`;

/** What a run failed of, and the end of its log. */
function troubleOf({ detail, log }: Notice, { secrets }: NotifyContext): readonly string[] {
  const tail = secrets.redact(log).trimEnd().split('\n').slice(-LINES);
  const cut = tail.map((line) => shortened(line, LINE)).join('\n');
  return [...(detail ? [literal(shortened(secrets.redact(detail), DETAIL))] : []), ...(cut ? [fenced(cut)] : [])];
}

/** Under its own title, which has no mark of the message that it was first shown in. */
function fileOf({ name, data }: Picture, mark: string) {
  const ending = extensionOf(name);
  const title = name.slice(0, name.length - ending.length).replace(/-[0-9a-f]{16}$/, '');
  return { name: `${slugOf(title)}-${mark}${ending}`, title, data };
}
