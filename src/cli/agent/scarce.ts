import type { Logger } from '../../core/source.ts';
import type { Clock, Duration } from '../../core/time.ts';

/** Warnings that are told one by one in a period; of others, how many there were. */
const MOST = 10;

/** Warns of many things of a kind, but not of so many that nothing else is seen. */
export class Scarce {
  readonly #logger: Logger;
  readonly #clock: Clock;
  readonly #period: Duration;
  #began: Duration = Number.NEGATIVE_INFINITY;
  #told = 0;

  constructor(logger: Logger, clock: Clock, period: Duration) {
    this.#logger = logger;
    this.#clock = clock;
    this.#period = period;
  }

  warn(fields: object, message: string): void {
    const now = this.#clock.elapsed();
    if (now - this.#began >= this.#period) {
      this.#began = now;
      this.#told = 0;
    }
    if (++this.#told <= MOST) this.#logger.warn(fields, message);
    if (this.#told === MOST) this.#logger.warn({}, 'further such warnings are counted, and told with the progress');
  }
}
