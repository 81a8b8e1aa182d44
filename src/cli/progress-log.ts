import type { Logger } from '../core/source.ts';
import { type Clock, type Duration, type Millis, seconds } from '../core/time.ts';
import type { RunProgress } from '../runtime/run.ts';
import { type Counts, reckoning } from './reckoning.ts';

const EVERY: Duration = seconds(10);

/**
 * Tells how a run gets on: a log line every ten seconds while something is read, one when it falls silent, one at the
 * end; and at once the first record that an operator or a destination sets aside for a reason.
 */
export class ProgressLog {
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #partitions = new Map<string, RunProgress>();
  readonly #setAside = new Set<string>();
  readonly #began: Duration;
  #told: Duration;
  #records = 0;
  #untold = 0;
  #silent = new AbortController();

  constructor(clock: Clock, logger: Logger) {
    this.#clock = clock;
    this.#logger = logger;
    this.#began = clock.elapsed();
    this.#told = this.#began;
  }

  add(progress: RunProgress): void {
    const now = this.#clock.elapsed();
    this.#records += progress.records;
    this.#untold += progress.records;
    this.#partitions.set(progress.partition, progress);
    this.#tellRejected(progress);
    if (now - this.#told >= EVERY) this.#tell(progress.pipeline, 'running');
    else this.#tellWhenSilent(progress.pipeline);
  }

  end(pipeline: string, why: string): void {
    this.#silent.abort();
    const seconds = round((this.#clock.elapsed() - this.#began) / 1_000);
    this.#logger.info({ pipeline, records: this.#records, ...this.#outcome(), seconds }, why);
  }

  #tell(pipeline: string, message: string): void {
    const now = this.#clock.elapsed();
    const perSecond = Math.round((this.#untold * 1_000) / Math.max(1, now - this.#told));
    const lag = this.#lag(this.#clock.now());
    this.#logger.info({ pipeline, records: this.#records, perSecond, ...this.#outcome(), ...lag }, message);
    this.#told = now;
    this.#untold = 0;
  }

  /** When nothing more comes, what came last is told too. */
  #tellWhenSilent(pipeline: string): void {
    this.#silent.abort();
    const silent = new AbortController();
    this.#silent = silent;
    void this.#clock.sleep(EVERY, silent.signal).then(() => {
      if (!silent.signal.aborted && this.#untold > 0) this.#tell(pipeline, 'read all there is');
    });
  }

  #tellRejected({ pipeline, rejected }: RunProgress): void {
    for (const { id, operator, reason, detail } of rejected) {
      const what = `${reason} ${operator}`;
      if (this.#setAside.has(what)) continue;
      this.#setAside.add(what);
      this.#logger.warn(
        { pipeline, operator, reason, detail, id },
        `set aside; millrace dead ${pipeline} shows all such`,
      );
    }
  }

  /** What became of all records so far, earlier runs included; what is 0 is left out. */
  #outcome(): Counts {
    const counts: { [what: string]: number } = {};
    for (const { counts: of } of this.#partitions.values()) {
      for (const [what, n] of Object.entries(of)) counts[what] = (counts[what] ?? 0) + n;
    }
    const { folded, duplicates, filtered, rejected } = reckoning(counts);
    const all = { folded, duplicates, filtered, ...Object.fromEntries(rejected) };
    return Object.fromEntries(Object.entries(all).filter(([, n]) => n > 0));
  }

  /** How far event time is behind the machine's clock, and the reading behind the log's end: shown, never used. */
  #lag(now: Millis): { readonly lagSeconds?: number; readonly behindSeconds?: number } {
    const going = [...this.#partitions.values()].filter(({ ended }) => !ended);
    const least = Math.min(...going.map(({ watermark }) => watermark));
    const behind = Math.max(...going.map(({ behind = -1 }) => behind));
    return {
      ...(Number.isFinite(least) && least > 0 && { lagSeconds: round(Math.max(0, now - least) / 1_000) }),
      ...(behind >= 0 && { behindSeconds: round(behind / 1_000) }),
    };
  }
}

const round = (seconds: number): number => Math.round(seconds * 10) / 10;
