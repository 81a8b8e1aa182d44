import type { Logger } from '../../core/source.ts';
import { type Clock, type Duration, iso, type Millis, seconds } from '../../core/time.ts';
import type { JobsReader, Run } from '../../store/store.ts';
import type { ScheduledJob } from './job.ts';
import { patiently } from './patient.ts';
import type { Slots } from './slots.ts';

/** A time at which a job is to be run, and what it is run for. */
export interface Due {
  readonly scheduled: Millis;
  readonly cause: 'by schedule' | 'caught up';
}

export interface Lanes {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly jobs: Pick<JobsReader, 'runs'>;
  /** Aborted: nothing more is begun. */
  readonly signal: AbortSignal;
  readonly slots: Slots;
  /** Runs a job, unless another scheduler does. A rejection is a bug: what becomes of the job is no reason for one. */
  run(job: ScheduledJob, due: Due): Promise<void>;
}

/** How often it is looked whether a run that another process has begun is over. */
const LOOK: Duration = seconds(5);
/** Runs that may still go on are among the last so many. */
const RECENT = 10;

/** The runs of one job, one after the other. */
export class Lane {
  readonly #job: ScheduledJob;
  readonly #lanes: Lanes;
  /** What was missed, the oldest first; or what waits for the run before it to end, one at most. */
  #waiting: readonly Due[] = [];
  #inHand: Due | undefined;
  #working: Promise<void> | undefined;

  constructor(job: ScheduledJob, lanes: Lanes) {
    this.#job = job;
    this.#lanes = lanes;
  }

  /** Runs the job for that time, or does what is wanted where its run before still goes on. */
  due(scheduled: Millis): void {
    const late = [this.#inHand, ...this.#waiting].some((due) => due?.cause === 'caught up');
    if (late) this.missed([scheduled]);
    else if (this.#working && this.#job.overlap === 'skip')
      this.#leaveOut(scheduled, 'the run before it still goes on, or waits');
    else this.#put([{ scheduled, cause: 'by schedule' }], 1, 'the next one is due, and waits');
  }

  /** Makes up for times that were missed, in this order, behind what goes on. */
  missed(times: readonly Millis[]): void {
    const dues = times.map((scheduled): Due => ({ scheduled, cause: 'caught up' }));
    if (dues.length > 0) this.#put(dues, this.#job.catchUp, 'more recent ones are made up for first');
  }

  /** Resolves when nothing goes on. */
  async settled(): Promise<void> {
    await this.#working;
  }

  /** Lets the newest of all that wait go on waiting. */
  #put(dues: readonly Due[], most: number, why: string): void {
    const all = [...this.#waiting, ...dues];
    for (const { scheduled } of all.slice(0, -most)) this.#leaveOut(scheduled, why);
    this.#waiting = all.slice(-most);
    this.#working ??= this.#work();
  }

  async #work(): Promise<void> {
    const { signal, slots, run, logger } = this.#lanes;
    for (let due = this.#take(); due !== undefined; due = this.#take()) {
      const next = due;
      try {
        // While it waited for a slot another process may have begun a run; and who waits for that holds no slot.
        for (let held = false; !held && (await this.#free(next)); ) {
          if (slots.full)
            this.#tell(next.scheduled, 'waits: as many runs as may go on beside each other do (--at-once)');
          held = await slots.hold(async () => {
            if (signal.aborted || (await this.#going())) return signal.aborted;
            await run(this.#job, next);
            return true;
          });
        }
      } catch (thrown) {
        const stack = thrown instanceof Error ? thrown.stack : String(thrown);
        logger.error({ pipeline: this.#job.name, scheduled: iso(next.scheduled), stack }, 'a bug in the scheduler');
      }
    }
    // In the same step in which nothing was left: what is put from now on needs another one to work.
    this.#working = undefined;
  }

  #take(): Due | undefined {
    const [next, ...others] = this.#lanes.signal.aborted ? [] : this.#waiting;
    this.#waiting = others;
    this.#inHand = next;
    return next;
  }

  /** Waits, or not, for a run that goes on in another process. False where this time is not to be run here. */
  async #free({ scheduled, cause }: Due): Promise<boolean> {
    const { clock, signal } = this.#lanes;
    for (let told = false; ; told = true) {
      const going = await this.#going();
      if (signal.aborted) return false;
      if (!going) return true;
      // Another scheduler was quicker.
      if (going.scheduled === scheduled) return false;
      const why = { number: going.number, by: going.owner };
      if (cause === 'by schedule' && this.#job.overlap === 'skip') {
        this.#leaveOut(scheduled, 'a run of it goes on in another process', why);
        return false;
      }
      if (!told) this.#tell(scheduled, 'waits for a run that goes on in another process', why);
      await clock.sleep(LOOK, signal);
    }
  }

  async #going(): Promise<Run | undefined> {
    const { jobs, clock, logger, signal } = this.#lanes;
    const { name } = this.#job;
    const ask = () => jobs.runs(name, { limit: RECENT });
    const runs = await patiently(`the runs of ${name}`, ask, { clock, logger, signal });
    return runs?.find(({ state }) => state === 'running');
  }

  #leaveOut(scheduled: Millis, why: string, more: object = {}): void {
    this.#tell(scheduled, `left out: ${why}`, more);
  }

  #tell(scheduled: Millis, message: string, more: object = {}): void {
    this.#lanes.logger.warn({ pipeline: this.#job.name, scheduled: iso(scheduled), ...more }, message);
  }
}
