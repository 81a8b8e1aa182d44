/** What pages of jobs show, as plain JSON: read from the store by the server, drawn by the page. Times are ms since 1970. */
import type { Duration, Millis } from '../../core/time.ts';

export interface ShownRun {
  readonly number: number;
  readonly state: string;
  readonly cause: string;
  readonly scheduled: Millis | null;
  readonly started: Millis;
  readonly duration: Duration;
  readonly records: number | null;
  readonly setAside: number | null;
  readonly error: string | null;
  readonly pictures: readonly { readonly name: string; readonly type: string; readonly bytes: number }[];
}

export interface ShownJob {
  readonly job: string;
  readonly schedule: string | null;
  readonly timeZone: string | null;
  readonly next: Millis | null;
  readonly last: ShownRun | null;
  /** Whether it may be run from here. */
  readonly runnable: boolean;
}

export interface JobsDocument {
  readonly jobs: readonly ShownJob[];
}

export interface JobDocument extends ShownJob {
  /** The newest first. */
  readonly runs: readonly ShownRun[];
}

export interface RunDocument extends ShownRun {
  readonly job: string;
  readonly log: string;
}
