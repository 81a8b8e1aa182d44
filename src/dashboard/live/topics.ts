import { randomUUID } from 'node:crypto';
import type { Writable } from 'node:stream';
import { Refusal } from '../guard/refusal.ts';
import { Edition } from './edition.ts';
import type { LiveSource } from './source.ts';
import { Topic } from './topic.ts';
import type { LiveWorld } from './troubles.ts';

/** How many documents are followed at once, and by how many streams. */
export const TOPICS_MAX = 64;
export const STREAMS_MAX = 256;
/** How many documents that nobody follows are kept as they were, for those who come back. */
export const LEFT_MAX = 16;

/** All documents of a server that are followed, by name. One that nobody follows is not read. */
export class Topics {
  readonly #world: LiveWorld;
  readonly #newEpoch: () => string;
  readonly #topics = new Map<string, Topic>();
  /** Those that were left last come last. */
  readonly #left = new Map<string, Edition>();
  readonly #running = new Set<Promise<void>>();
  #closed = false;

  /** @param newEpoch Gives another text each time. */
  constructor(world: LiveWorld, newEpoch: () => string = randomUUID) {
    this.#world = world;
    this.#newEpoch = newEpoch;
  }

  /**
   * Lets a response follow the document of that name, until it closes: a stream of Server-Sent Events.
   *
   * - `event: document`, the whole of it, or `event: patch`, operations of RFC 6902 that make it of the one before;
   *   either with an id. Two a second at most; who takes them slowly gets fewer, and what they add up to.
   * - `event: time`, at first, every 5 seconds, and whenever trouble comes, changes or goes: `{"now": ms}`, and where
   *   the document cannot be read `"trouble"`, why, `"code"`, that of the error (none for a bug), and `"since"`, when
   *   that began.
   *
   * @param source Made where nobody follows that document yet. The same name must mean the same document.
   * @param open Begins the answer. Called when nothing more can be refused, so that a refusal can still be answered.
   * @param lastEventId The id that they have seen last: they get what leads from there to now, if that is still known.
   * @throws Refusal 503 where there are too many, or the server ends; whatever `source` and `open` throw.
   */
  follow(name: string, source: () => LiveSource, open: () => Writable, lastEventId?: string): void {
    if (this.#closed) throw later('The dashboard is being stopped: come back when it runs again.');
    if (this.streams >= STREAMS_MAX) throw full(`${STREAMS_MAX} pages`);
    const known = this.#topics.get(name);
    if (!known && this.#topics.size >= TOPICS_MAX) throw full(`${TOPICS_MAX} documents`);
    const topic = known ?? new Topic(name, source(), this.#edition(name, lastEventId), this.#world);
    const response = open();
    // Who has left meanwhile would never be heard to leave.
    if (response.destroyed) return;
    topic.add(response, lastEventId, () => this.#gone(name, topic));
    if (!known) this.#begin(name, topic);
  }

  /** Whether somebody follows the document of that name. */
  has(name: string): boolean {
    return this.#topics.has(name);
  }

  /** How many follow, over all documents. */
  get streams(): number {
    return [...this.#topics.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /** How many documents are followed. */
  get size(): number {
    return this.#topics.size;
  }

  /** Ends all streams, and refuses new ones. Before a server closes, which waits for its responses to end. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const topic of this.#topics.values()) topic.end();
    await Promise.all(this.#running);
  }

  /** The one that they have followed, if it is still known; nobody else is shown what may be long past. */
  #edition(name: string, lastEventId: string | undefined): Edition {
    const left = this.#left.get(name);
    return left?.numberOf(lastEventId) === undefined ? new Edition(this.#newEpoch()) : left;
  }

  #begin(name: string, topic: Topic): void {
    this.#topics.set(name, topic);
    this.#left.delete(name);
    const running = topic.run().finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  #gone(name: string, topic: Topic): void {
    if (topic.size > 0 || this.#topics.get(name) !== topic) return;
    this.#topics.delete(name);
    topic.end();
    this.#left.set(name, topic.edition);
    const [oldest = name] = this.#left.keys();
    if (this.#left.size > LEFT_MAX) this.#left.delete(oldest);
  }
}

const full = (many: string): Refusal =>
  later(`The dashboard shows as much as it can: ${many} are followed. Close one, or wait.`);

const later = (message: string): Refusal => new Refusal(503, message, { 'Retry-After': '5' });
