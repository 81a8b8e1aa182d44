import { type Duration, minutes } from '../core/time.ts';

/** What is known of a message that somebody has posted. */
export interface Message {
  readonly ts: string;
  /** Its mark, where it is one of ours. */
  readonly mark: string | undefined;
  /** The names of its files. */
  readonly files: readonly string[];
}

/** Messages that are kept, at most: whoever has seen more looks at all of them anew. */
const MOST = 5_000;
/** What is older than the newest that was seen may come up yet for so long, such as a file. */
const LATE: Duration = minutes(2);

/** What was seen of a channel or a thread, so that not all of it is looked at again for the next message. */
export class Seen {
  #messages: readonly Message[] = [];
  #newest = 0;

  /** From when on there may be more; undefined where all of it is to be looked at. */
  get since(): number | undefined {
    return this.#newest === 0 ? undefined : this.#newest * 1_000 - LATE;
  }

  find(is: (one: Message) => boolean): Message | undefined {
    return this.#messages.find(is);
  }

  /** What there is from `since` on. */
  add(messages: readonly Message[]): void {
    const known = new Map([...this.#messages, ...messages].map((one) => [one.ts, one]));
    const newest = Math.max(this.#newest, ...messages.map(({ ts }) => Number(ts)));
    this.#messages = [...known.values()].filter(({ mark, files }) => mark !== undefined || files.length > 0);
    const full = this.#messages.length > MOST;
    if (full) this.#messages = [];
    this.#newest = full ? 0 : newest;
  }
}
