/** What pages of jobs show, as plain JSON: read by the server, drawn by the page. Times are ms since 1970. */
import type { Duration, Millis } from '../../core/time.ts';

export interface ShownRun {
  readonly number: number;
  /** `running`, `succeeded`, `failed`, `stopped`, `timed out` or `lost`. */
  readonly state: string;
  /** What set it off, such as `by hand`. */
  readonly cause: string;
  /** When it was due. */
  readonly scheduled: Millis | null;
  readonly started: Millis;
  /** Of one that runs, null: it is now − started; of a lost one until it was last heard of. */
  readonly duration: Duration | null;
  /** Null until it has ended. */
  readonly records: number | null;
  readonly setAside: number | null;
  readonly error: string | null;
  readonly pictures: readonly { readonly name: string; readonly type: string; readonly bytes: number }[];
}

export interface ShownJob {
  readonly job: string;
  /** In the words of cron; null where it has none here. */
  readonly schedule: string | null;
  readonly timeZone: string | null;
  /** When it is due next, if somebody runs `millrace schedule`. */
  readonly next: Millis | null;
  readonly last: ShownRun | null;
  /** Whether a pipeline of that name is known here, and has a page. */
  readonly known: boolean;
  /** Why it cannot be run from here now; null where nothing is known against it. */
  readonly refusal: string | null;
}

export interface JobsDocument {
  /** All that have a schedule here, and all that ever ran, 1,000 at most. */
  readonly jobs: readonly ShownJob[];
}

export interface JobDocument extends ShownJob {
  /** Where a run writes to, and who is told how it ends; none where its file is not known. */
  readonly destinations: readonly { readonly kind: string; readonly name: string }[];
  readonly notify: readonly string[];
  /** The newest first, 50 at most. */
  readonly runs: readonly ShownRun[];
}

export interface RunDocument extends ShownRun {
  readonly job: string;
  /** Who runs or ran it. */
  readonly owner: string;
  /** The end of what it has logged. */
  readonly log: string;
}
