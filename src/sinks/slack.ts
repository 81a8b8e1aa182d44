import { type Secret, secret } from '../core/secret.ts';
import { shortened } from '../core/shortened.ts';
import type { Delivery, Messages, Shown } from '../core/sink.ts';
import type { RunContext } from '../core/source.ts';
import { markOf } from '../slack/mark.ts';
import { type Place, refuseNoPlace } from '../slack/place.ts';
import { SlackRefusal } from '../slack/refusal.ts';
import type { Speaker } from '../slack/speaker.ts';
import { fenced, literal } from '../slack/text.ts';
import { bodiesOf, type Message, messageIn, type SlackContent } from './slack/content.ts';
import { drawn, Undrawable } from './slack/drawn.ts';

export interface SlackOptions {
  /** The token of a bot, `xoxb-…`. Default: `secret('SLACK_TOKEN')`. */
  readonly token?: Secret;
  /** As whom it is said, in place of the app's own name. */
  readonly username?: string;
  /** An emoji, such as `:robot_face:`, or the address of a picture, in place of the app's own. */
  readonly icon?: string;
  /** The `ts` of the message under which all of it stands. */
  readonly thread?: string;
  /** Texts are shown letter by letter, in a font of one width. Default: false, they are formatted as Slack does. */
  readonly preformatted?: boolean;
  /** Names of people and channels in texts become links. Default: false. */
  readonly linkNames?: boolean;
  /** Tells two destinations with one channel apart. Default: `slack #channel`. */
  readonly name?: string;
}

/**
 * Says in a channel of Slack what a function makes of the values of a commit: text, charts, blocks; '' or [] where
 * there is nothing to say. What is said is committed with the position that it follows from, a chart as data, and
 * posted after, one message a second. One of which it is not known whether it arrived is looked for in the channel
 * before it is posted again, docs/slack.md.
 *
 * A channel or a token that Slack does not take ends the run, and the message waits. What Slack will not have of the
 * message itself, and a chart that cannot be drawn, is said in words instead, with the reason.
 */
export function slack<T>(
  channel: string,
  compose: (values: readonly T[]) => SlackContent,
  options: SlackOptions = {},
): Messages<T> {
  const { token = secret('SLACK_TOKEN'), preformatted = false, name = `slack ${channel}` } = options;
  const { username, icon, thread, linkNames } = options;
  const place: Place = { channel, username, icon, thread, linkNames };
  refuseNoPlace(place);
  return {
    kind: 'messages',
    name,
    secrets: [token],
    compose: (values) => bodiesOf(name, compose(values), preformatted),
    show: async (body) => shown(messageIn(body)),
    async deliver(delivery, context) {
      const { slackBy } = await import('../slack/slack.ts'); // most runs say nothing
      await deliver(delivery, { place, speaker: slackBy(token, context), context });
    },
  };
}

interface To {
  readonly place: Place;
  readonly speaker: Speaker;
  readonly context: RunContext;
}

async function deliver({ id, body, again = false }: Delivery, to: To): Promise<void> {
  const message = messageIn(body);
  const marked = { mark: markOf(id, body), again };
  try {
    await post(message, marked, to);
  } catch (thrown) {
    if (!isForGood(thrown)) throw thrown;
    const { logger, secrets } = to.context;
    const reason = secrets.redact(thrown.message);
    logger.error({ message: id, reason }, 'a message is posted in words, and not as it was meant');
    await to.speaker.say(to.place, { text: inWords(message, reason) }, marked);
  }
}

async function post(message: Message, marked: { mark: string; again: boolean }, to: To): Promise<void> {
  const { place, speaker, context } = to;
  if (!('chart' in message)) return void (await speaker.say(place, message, marked));
  const { title, alt } = message.chart;
  const picture = await drawn(message.chart, { mark: marked.mark, logger: context.logger });
  await speaker.share(place, { name: picture.name, data: picture.data, title, alt }, marked);
  context.keepPicture(picture);
}

/** No later attempt would do better, and whatever waits behind it would wait for ever. */
const isForGood = (thrown: unknown): thrown is Error =>
  thrown instanceof Undrawable || (thrown instanceof SlackRefusal && thrown.ofContent);

/** In UTF-16 code units, each of the two that are told in words, which Slack must not refuse again for their length. */
const WORDS_MAX = 1_000;

function inWords(message: Message, reason: string): string {
  const said = 'chart' in message ? `${message.chart.title}\n${message.chart.alt}` : shownText(message);
  const [why, what] = [reason, said].map((text) => shortened(text, WORDS_MAX)) as [string, string];
  return `:warning: ${literal(why)} It would have said:\n${fenced(what)}`;
}

async function shown(message: Message): Promise<Shown> {
  if (!('chart' in message)) return { text: shownText(message), pictures: [] };
  return { text: message.chart.title, pictures: [await drawn(message.chart)] };
}

const shownText = ({ text, blocks }: Exclude<Message, { readonly chart: unknown }>): string =>
  text || JSON.stringify(blocks, null, 2);
