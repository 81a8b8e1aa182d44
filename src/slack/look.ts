import type { Millis } from '../core/time.ts';
import type { Asking } from './asking.ts';
import { nextOf } from './channels.ts';
import type { Answer } from './line.ts';
import { SlackRefusal } from './refusal.ts';
import { type Message, Seen } from './seen.ts';

/** The kind of metadata that messages carry; its `id` is their mark. */
export const EVENT_TYPE = 'millrace_message';

/** Where something may have been said. */
export interface Where {
  /** Its id. */
  readonly channel: string;
  readonly thread: string | undefined;
}

/** What is looked at, at most: the newest messages of a channel; of a thread, which begins with the oldest, more. */
const HISTORY = { method: 'conversations.history', limit: 200, pages: 5 };
const REPLIES = { method: 'conversations.replies', limit: 999, pages: 5 };
/** Codes that say that a bot may not look there, though it may speak. */
const BLIND = [
  ...['missing_scope', 'not_in_channel', 'channel_type_not_supported'],
  ...['method_not_supported_for_channel_type', 'not_allowed_token_type'],
];

/** As Slack tells it. */
interface Told {
  readonly ts: string;
  readonly metadata?: { readonly event_type?: string; readonly event_payload?: { readonly id?: unknown } };
  readonly files?: readonly { readonly name?: string }[];
}

/** Finds in a channel what was said there with a mark: in the metadata of messages, in the names of files. */
export class Lookout {
  /** Channels where the bot may not look. */
  readonly #blind = new Set<string>();
  /** By channel and thread. */
  readonly #seen = new Map<string, Seen>();

  /**
   * The `ts` of the message, which was not said before `since`, where that is known; undefined where there is none, or
   * the bot may not look, which is warned of once.
   */
  async find(asking: Asking, where: Where, mark: string, since: Millis | undefined): Promise<string | undefined> {
    if (this.isBlind(where.channel)) return undefined;
    try {
      return since === undefined ? await this.#findAtAll(asking, where, mark) : await find(asking, where, mark, since);
    } catch (thrown) {
      if (!(thrown instanceof SlackRefusal && BLIND.includes(thrown.slackCode))) throw thrown;
      this.#blind.add(where.channel);
      const warning = 'nobody can see whether a message has arrived here: one that is interrupted may come twice';
      asking.world.logger.warn({ channel: where.channel, reason: thrown.message }, warning);
      return undefined;
    }
  }

  isBlind(channel: string): boolean {
    return this.#blind.has(channel);
  }

  /** Many that an earlier run has left are looked for one behind the other, mostly in the same messages. */
  async #findAtAll(asking: Asking, where: Where, mark: string): Promise<string | undefined> {
    const place = `${where.channel} ${where.thread}`;
    const seen = this.#seen.get(place) ?? new Seen();
    this.#seen.set(place, seen);
    const known = seen.find((one) => isMarked(one, mark));
    if (known) return known.ts;
    const passed: Message[] = [];
    const found = await find(asking, where, mark, seen.since, passed);
    if (found === undefined) seen.add(passed);
    return found;
  }
}

/** Those that were looked at in vain are put into `passed`. */
async function find(
  asking: Asking,
  { channel, thread }: Where,
  mark: string,
  since: Millis | undefined,
  passed: Message[] = [],
): Promise<string | undefined> {
  const { method, limit, pages } = thread === undefined ? HISTORY : REPLIES;
  const oldest = since === undefined ? undefined : Math.max(0, since / 1_000).toFixed(6);
  const args = { channel, ts: thread, oldest, limit, include_all_metadata: true };
  const what = `looking for a message in ${channel}`;
  for (let cursor: string | undefined, page = 0; page < pages; page++) {
    const answer = await asking.ask({ method, args: { ...args, cursor }, what });
    const messages = messagesIn(answer);
    const found = messages.find((one) => isMarked(one, mark));
    if (found) return found.ts;
    passed.push(...messages);
    cursor = nextOf(answer);
    if (cursor === undefined) return undefined;
  }
  return undefined;
}

const messagesIn = ({ messages = [] }: Answer): readonly Message[] =>
  (messages as readonly Told[]).map(({ ts, metadata, files = [] }) => {
    const mark = metadata?.event_type === EVENT_TYPE ? metadata.event_payload?.id : undefined;
    return { ts, mark: typeof mark === 'string' ? mark : undefined, files: files.map(({ name = '' }) => name) };
  });

const isMarked = (one: Message, mark: string): boolean =>
  one.mark === mark || one.files.some((name) => name.includes(mark));
