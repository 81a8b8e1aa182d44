import type { Logger } from '../core/source.ts';
import { type Clock, type Duration, type Millis, seconds } from '../core/time.ts';
import type { RunProgress } from '../runtime/run.ts';

const EVERY: Duration = seconds(10);

/** Tells how a run gets on: a log line every ten seconds while something is read, and one at the end. */
export class ProgressLog {
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #began: Millis;
  readonly #watermarks = new Map<string, Millis>();
  #told: Millis;
  #records = 0;
  #untold = 0;

  constructor(clock: Clock, logger: Logger) {
    this.#clock = clock;
    this.#logger = logger;
    this.#began = clock.now();
    this.#told = this.#began;
  }

  add({ pipeline, partition, records, watermark, ended }: RunProgress): void {
    this.#records += records;
    this.#untold += records;
    if (ended) this.#watermarks.delete(partition);
    else this.#watermarks.set(partition, watermark);
    const now = this.#clock.now();
    if (now - this.#told < EVERY) return;
    const rate = Math.round((this.#untold * 1_000) / (now - this.#told));
    this.#logger.info({ pipeline, records: this.#records, rate, ...this.#lag(now) }, 'running');
    this.#told = now;
    this.#untold = 0;
  }

  end(pipeline: string, why: string): void {
    const ms = this.#clock.now() - this.#began;
    this.#logger.info({ pipeline, records: this.#records, ms }, why);
  }

  /** How far event time is behind the machine's clock, in ms: shown, never used. */
  #lag(now: Millis): { readonly lag?: Duration } {
    const least = Math.min(...this.#watermarks.values());
    return Number.isFinite(least) && least > 0 ? { lag: Math.max(0, now - least) } : {};
  }
}
