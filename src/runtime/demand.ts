import type { Read } from '../core/record.ts';
import type { Reader } from '../core/source.ts';
import type { Clock, Duration } from '../core/time.ts';

/** Why nobody waits any longer. Without a reason each read would make an error of its own, trace and all. */
const SETTLED = 'settled';

/** One read at a time. A read that is still under way when patience ends is kept for the next demand. */
export class Demand {
  readonly #reader: Reader<unknown>;
  readonly #clock: Clock;
  readonly #stop: AbortSignal;
  readonly #closed = new AbortController();
  readonly #signal: AbortSignal;
  #pending: Promise<Read<unknown>> | undefined;

  /** `stop`: aborted when no more reads are wanted. */
  constructor(reader: Reader<unknown>, clock: Clock, stop: AbortSignal) {
    this.#reader = reader;
    this.#clock = clock;
    this.#stop = stop;
    this.#signal = AbortSignal.any([stop, this.#closed.signal]);
  }

  /** The next read; undefined when it did not come within `patience`, or when told to stop. */
  async next(patience: Duration): Promise<Read<unknown> | undefined> {
    this.#pending ??= this.#reader.next(this.#signal);
    const settled = new AbortController();
    try {
      const tooLong = this.#clock.sleep(patience, settled.signal).then(() => undefined);
      const read = await Promise.race([this.#pending, tooLong]);
      if (read) this.#pending = undefined;
      return read;
    } catch (thrown) {
      if (this.#stop.aborted) return undefined;
      throw thrown;
    } finally {
      settled.abort(SETTLED);
    }
  }

  /** Gives up a read that is under way, however it ends, and closes the reader behind it. */
  async close(): Promise<void> {
    this.#closed.abort();
    await this.#pending?.catch(() => {});
    await this.#reader.close();
  }
}
