import { type Clock, type Duration, seconds } from '../../core/time.ts';

/** For so long at most nobody reads after one who did: a store that was slow to answer has kept nobody else waiting. */
const REST_MAX: Duration = seconds(1);

/**
 * Lets those who read documents in one after the other, and after each of them all else for as long as that took: so
 * however many documents are followed, and however large they are, half of the process is left for those who ask once.
 */
export class Turns {
  readonly #clock: Clock;
  #before: Promise<void> = Promise.resolve();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** What the work gives, once it is its turn; undefined where the signal was aborted before that. */
  async take<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T | undefined> {
    const before = this.#before;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#before = promise;
    await before;
    const begun = this.#clock.elapsed();
    try {
      return signal.aborted ? undefined : await work();
    } finally {
      const took = this.#clock.elapsed() - begun;
      if (signal.aborted || took === 0) resolve();
      else void this.#clock.sleep(Math.min(took, REST_MAX)).then(resolve);
    }
  }
}
