import type { Picture } from '../core/picture.ts';
import { type Duration, days, type Millis, seconds } from '../core/time.ts';

/** How a run ended. */
export type Result = 'succeeded' | 'failed' | 'stopped' | 'timed out';

/** What is known of a run of a job. */
export interface Run {
  readonly job: string;
  /** Rises by one from run to run of its job; none is ever given twice. */
  readonly number: number;
  /** What set it off, such as `by hand`. */
  readonly cause: string;
  /** When it was due. */
  readonly scheduled: Millis | undefined;
  readonly owner: string;
  /** `lost`: it has not ended, and was not heard of for `LOST_AFTER`. One that is heard of again is `running` again. */
  readonly state: Result | 'running' | 'lost';
  readonly started: Millis;
  /** Of one that runs, so far; of a lost one until it was last heard of. */
  readonly duration: Duration;
  /** The first line of what it failed of. */
  readonly error: string | undefined;
  /** That it read; unknown until it has ended. */
  readonly records: number | undefined;
  /** Dead letters that it left; unknown until it has ended. */
  readonly setAside: number | undefined;
  readonly pictures: readonly PictureHead[];
}

/** A run with what it said at last. */
export interface RunWithLog extends Run {
  readonly log: string;
}

export interface PictureHead {
  readonly name: string;
  /** Its media type, such as `image/png`. */
  readonly type: string;
  readonly bytes: number;
}

/** Who begins a run of which job, and why. */
export interface Beginning {
  readonly job: string;
  readonly cause: string;
  /** Of all that begin a job for the same time one does. */
  readonly scheduled?: Millis;
  /** Whoever begins again as the same owner, for the same time or for none, gets the run that there is. */
  readonly owner: string;
  readonly keep: Keep;
}

/** Which runs of a job are kept: the newest, and of those the last two, and the ones that began no longer ago. */
export interface Keep {
  readonly runs: number;
  readonly age: Duration;
}

/** Not begun: the run of this time is another one's, or so long ago that it is forgotten. */
export type Begun = { readonly begun: true; readonly number: number } | { readonly begun: false };

/** A run, by whoever began it: what another one began meanwhile, in a store that was restored, is left alone. */
export interface OwnRun {
  readonly job: string;
  readonly number: number;
  readonly owner: string;
}

export interface Ending {
  readonly result: Result;
  readonly duration: Duration;
  /** What it said, of which the end is kept. */
  readonly log: string;
  readonly error?: string;
  readonly records: number;
  readonly setAside: number;
  readonly pictures?: readonly Picture[];
}

export interface JobsReader {
  /** The last run of each job, by the names of the jobs behind `after`. */
  last(page: { readonly limit: number; readonly after?: string | undefined }): Promise<readonly Run[]>;
  /** The runs of a job, the newest first, of those before that number. */
  runs(job: string, page: { readonly limit: number; readonly before?: number | undefined }): Promise<readonly Run[]>;
  run(job: string, number: number): Promise<RunWithLog | undefined>;
  picture(job: string, number: number, name: string): Promise<Picture | undefined>;
}

/** The history of jobs. Each method may be asked again when it is not known what became of it. */
export interface JobsStore extends JobsReader {
  /** Begins a run, and forgets in the same step those that are not kept any longer; never one that is running. */
  begin(beginning: Beginning): Promise<Begun>;
  /** Says that a run still goes on, and what it has said so far, where that has changed. Nothing once it has ended. */
  beat(run: OwnRun, log?: string): Promise<void>;
  /** Ends a run; the first time that is said counts. */
  finish(run: OwnRun, ending: Ending): Promise<void>;
}

/** By the clock of the store. */
export const LOST_AFTER: Duration = seconds(30);
/** What is kept unless somebody wants otherwise. */
export const KEEP: Keep = { runs: 100, age: days(30) };
/** More runs of a job are never kept. */
export const RUNS_MAX = 10_000;
/** Runs that one beginning may forget: the oldest are looked at. */
export const FORGOTTEN_AT_ONCE = 100;
