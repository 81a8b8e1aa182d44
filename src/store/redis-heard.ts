import { Bell } from './bell.ts';
import type { Connection } from './redis-connection.ts';
import type { Subscriber } from './redis-subscriber.ts';

/** What commits publish, heard over one connection of its own, which is made when somebody listens first. */
export class Heard {
  readonly #db: Connection;
  readonly #bell = new Bell();
  readonly #channels = new Map<string, string>();
  #subscriber: Promise<Subscriber> | undefined;

  constructor(db: Connection) {
    this.#db = db;
  }

  async *changes(pipeline: string, channel: string, signal: AbortSignal): AsyncGenerator<void> {
    if (signal.aborted) return;
    this.#channels.set(channel, pipeline);
    this.#subscriber ??= this.#listen().catch((thrown: unknown) => {
      this.#subscriber = undefined;
      throw thrown;
    });
    // Before the first time is told: what is committed behind that is heard.
    await (await this.#subscriber).subscribe(channel);
    yield* this.#bell.rings(pipeline, signal);
  }

  async close(): Promise<void> {
    (await this.#subscriber?.catch(() => undefined))?.close();
  }

  #listen(): Promise<Subscriber> {
    return this.#db.subscriber({
      heard: (channel) => this.#bell.ring(this.#channels.get(channel) ?? ''),
      // What was published while the connection was lost nobody has heard.
      again: async (subscriber) => {
        for (const channel of this.#channels.keys()) await subscriber.subscribe(channel);
        this.#bell.ringAll();
      },
    });
  }
}
