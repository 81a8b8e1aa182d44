import type { Picture } from '../core/picture.ts';
import type { Clock, Millis } from '../core/time.ts';
import {
  type Beginning,
  type Begun,
  type Ending,
  FORGOTTEN_AT_ONCE,
  type JobsStore,
  type OwnRun,
  type Run,
  type RunWithLog,
} from './jobs.ts';
import { LogTail } from './log-tail.ts';
import { emptyJob, getOr, type JobImage, type MemoryImage, type RunImage } from './memory-image.ts';
import { forgettable, headOf, identityOf, keptOf, latestOf, refuseKeep, runOf } from './stored-run.ts';

/** The history of jobs in a memory store. */
export class MemoryJobs implements JobsStore {
  readonly #image: () => MemoryImage;
  readonly #clock: Clock;

  constructor(image: () => MemoryImage, clock: Clock) {
    this.#image = image;
    this.#clock = clock;
  }

  async last({ limit, after = '' }: { readonly limit: number; readonly after?: string | undefined }): Promise<Run[]> {
    const jobs = [...this.#image().jobs].filter(([job]) => job > after).sort(([a], [b]) => (a < b ? -1 : 1));
    return jobs
      .slice(0, limit)
      .flatMap(([job, { runs }]) => [...runs.values()].slice(-1).map((run) => this.#of(job, run)));
  }

  async runs(
    job: string,
    { limit, before = Infinity }: { readonly limit: number; readonly before?: number | undefined },
  ): Promise<Run[]> {
    const runs = [...(this.#image().jobs.get(job)?.runs.values() ?? [])].filter(({ number }) => number < before);
    return runs
      .slice(-limit)
      .reverse()
      .map((run) => this.#of(job, run));
  }

  async run(job: string, number: number): Promise<RunWithLog | undefined> {
    const run = this.#image().jobs.get(job)?.runs.get(number);
    return run && { ...this.#of(job, run), log: run.log };
  }

  async picture(job: string, number: number, name: string): Promise<Picture | undefined> {
    return this.#image()
      .jobs.get(job)
      ?.runs.get(number)
      ?.data.find((picture) => picture.name === name);
  }

  async begin(beginning: Beginning): Promise<Begun> {
    refuseKeep(beginning);
    const { job, cause, scheduled, owner } = beginning;
    const of = getOr(this.#image().jobs, job, emptyJob);
    const identity = identityOf(beginning);
    const same = [...of.runs.values()].find((run) => run.identity === identity);
    if (same) return same.owner === owner ? { begun: true, number: same.number } : { begun: false };
    const now = this.#clock.now();
    if (scheduled !== undefined && scheduled <= latestOf([], of.forgotten, now)) return { begun: false };
    const number = ++of.last;
    const begun = { number, identity, cause, scheduled, owner, started: now, heard: now };
    of.runs.set(number, { ...begun, ...OPEN });
    this.#forget(of, beginning, now);
    return { begun: true, number };
  }

  async beat(own: OwnRun, log?: string): Promise<void> {
    const said = log !== undefined && { log: new LogTail().add(log).text };
    this.#change(own, { heard: this.#clock.now(), ...said });
  }

  async finish(own: OwnRun, ending: Ending): Promise<void> {
    const { pictures, ...kept } = keptOf(ending);
    const { result, duration, records, setAside } = ending;
    this.#change(own, { result, duration, records, setAside, ...kept, pictures: pictures.map(headOf), data: pictures });
  }

  #of(job: string, { identity: _identity, log: _log, data: _data, ...run }: RunImage): Run {
    return runOf(job, run, this.#clock.now());
  }

  /** Of a run that is there, its owner's, and has not ended. */
  #change({ job, number, owner }: OwnRun, change: Partial<RunImage>): void {
    const runs = this.#image().jobs.get(job)?.runs;
    const run = runs?.get(number);
    if (run?.owner === owner && run.result === undefined) runs?.set(number, { ...run, ...change });
  }

  #forget(of: JobImage, { keep }: Beginning, now: Millis): void {
    const oldest = [...of.runs.values()].slice(0, FORGOTTEN_AT_ONCE);
    const forgotten = forgettable(oldest, of.runs.size, keep, now);
    of.forgotten = latestOf(forgotten, of.forgotten, now);
    for (const { number } of forgotten) of.runs.delete(number);
  }
}

/** What is not known of a run that has just begun. */
const OPEN = {
  ...{ result: undefined, duration: undefined, error: undefined, records: undefined, setAside: undefined },
  ...{ pictures: [], log: '', data: [] },
};
