import type { Read } from '../core/record.ts';
import type { Reader } from '../core/source.ts';
import type { Clock, Duration } from '../core/time.ts';

/** One read at a time. A read that is still under way when patience ends is kept for the next demand. */
export class Demand {
  readonly #reader: Reader<unknown>;
  readonly #clock: Clock;
  #pending: Promise<Read<unknown>> | undefined;

  constructor(reader: Reader<unknown>, clock: Clock) {
    this.#reader = reader;
    this.#clock = clock;
  }

  /** The next read; undefined when it did not come within `patience` (left out: no limit), or when told to stop. */
  async next(stop: AbortSignal, patience?: Duration): Promise<Read<unknown> | undefined> {
    this.#pending ??= this.#reader.next(stop);
    try {
      const read = await (patience === undefined ? this.#pending : this.#within(this.#pending, patience));
      if (read) this.#pending = undefined;
      return read;
    } catch (thrown) {
      if (stop.aborted) return undefined;
      throw thrown;
    }
  }

  async #within<T>(pending: Promise<T>, patience: Duration): Promise<T | undefined> {
    const settled = new AbortController();
    try {
      return await Promise.race([pending, this.#clock.sleep(patience, settled.signal).then(() => undefined)]);
    } finally {
      settled.abort();
    }
  }

  /** Closes the reader. A read under way is given up; how it fails no longer matters. */
  async close(): Promise<void> {
    this.#pending?.catch(() => {});
    await this.#reader.close();
  }
}
