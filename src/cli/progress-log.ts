import { WorldError } from '../core/errors.ts';
import type { Logger } from '../core/source.ts';
import { type Clock, type Duration, type Millis, seconds } from '../core/time.ts';
import type { RunProgress } from '../runtime/run.ts';
import type { Scope, StoreReader } from '../store/store.ts';
import { type Counts, reckoning } from '../views/reckoning.ts';

const EVERY: Duration = seconds(10);

/**
 * Tells how a run gets on: a log line every ten seconds while something is read, one when it falls silent, one at the
 * end; and at once the first record that an operator or a destination sets aside for a reason. What was read is of this
 * run, what came of it `inAll` of all runs.
 */
export class ProgressLog {
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #store: Pick<StoreReader, 'counts'>;
  readonly #kept: boolean;
  readonly #partitions = new Map<string, RunProgress>();
  readonly #setAside = new Set<string>();
  readonly #began: Duration;
  #told: Duration;
  #read = 0;
  #untold = 0;
  #silent = new AbortController();
  #scope: Scope | undefined;
  #counts: Counts = {};
  /** One line after the other. */
  #telling = Promise.resolve();

  /** `kept`: whether what is set aside can be looked at afterwards. */
  constructor(clock: Clock, logger: Logger, store: Pick<StoreReader, 'counts'>, kept = true) {
    this.#clock = clock;
    this.#logger = logger;
    this.#store = store;
    this.#kept = kept;
    this.#began = clock.elapsed();
    this.#told = this.#began;
  }

  add(progress: RunProgress): void {
    const now = this.#clock.elapsed();
    this.#scope = progress.scope;
    this.#read += progress.records;
    this.#untold += progress.records;
    this.#partitions.set(progress.partition, progress);
    this.#tellRejected(progress);
    if (now - this.#told >= EVERY) this.#tell(progress.pipeline, 'running');
    else this.#tellWhenSilent(progress.pipeline);
  }

  end(pipeline: string, why: string): Promise<void> {
    this.#silent.abort();
    const seconds = round((this.#clock.elapsed() - this.#began) / 1_000);
    return this.#say({ pipeline, read: this.#read }, { seconds }, why);
  }

  #tell(pipeline: string, message: string): void {
    const now = this.#clock.elapsed();
    const perSecond = Math.round((this.#untold * 1_000) / Math.max(1, now - this.#told));
    const lag = this.#lag(this.#clock.now());
    void this.#say({ pipeline, read: this.#read, perSecond }, lag, message);
    this.#told = now;
    this.#untold = 0;
  }

  /** When nothing more comes, what came last is told too. */
  #tellWhenSilent(pipeline: string): void {
    this.#silent.abort();
    const silent = new AbortController();
    this.#silent = silent;
    void this.#clock.sleep(EVERY, silent.signal).then(() => {
      if (!silent.signal.aborted && this.#untold > 0) this.#tell(pipeline, 'nothing more came for ten seconds');
    });
  }

  #tellRejected({ pipeline, rejected }: RunProgress): void {
    for (const { id, operator, reason, detail } of rejected) {
      const what = `${reason} ${operator}`;
      if (this.#setAside.has(what)) continue;
      this.#setAside.add(what);
      this.#logger.warn(
        { pipeline, operator, reason, detail, id },
        this.#kept ? `set aside; millrace dead ${pipeline} shows all such` : 'set aside',
      );
    }
  }

  #say(before: object, behind: object, message: string): Promise<void> {
    this.#telling = this.#telling.then(async () => {
      const all = await this.#outcome();
      const inAll = Object.keys(all).length > 0 && { inAll: all };
      this.#logger.info({ ...before, ...inAll, ...behind }, message);
    });
    return this.#telling;
  }

  /**
   * What became of all records so far, of all partitions, earlier runs included, as the store knows it; what is 0 is
   * left out. While the store does not answer, what it said last.
   */
  async #outcome(): Promise<Counts> {
    try {
      if (this.#scope) this.#counts = await this.#store.counts(this.#scope);
    } catch (thrown) {
      if (!(thrown instanceof WorldError)) throw thrown;
    }
    const { folded, duplicates, filtered, rejected } = reckoning(this.#counts);
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
