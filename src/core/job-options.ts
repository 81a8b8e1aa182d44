import type { Notifier } from './notice.ts';
import type { Duration } from './time.ts';

/** When and how a pipeline whose source ends is run. docs/schedule.md tells it at length. */
export interface JobOptions {
  /** When its job is due, in the words of cron as Jenkins knows them, such as `0 * * * *`. */
  readonly schedule?: string;
  /** By whose days and hours the schedule goes, such as `Europe/Budapest`; UTC unless it says so itself. */
  readonly timezone?: string;
  /** How long a run may take, all attempts and what lies between them included. Left out: as long as it takes. */
  readonly timeout?: Duration;
  /** How often what has failed is tried again, within the same run. Default: 0. A run that timed out is not. */
  readonly retries?: number;
  /**
   * What becomes of a time at which the run before it still goes on: it is left out, or waits, and the last one that
   * waits is run. Default: skip.
   */
  readonly overlap?: 'skip' | 'queue';
  /**
   * How many of the times that were missed are made up for when the scheduler is back, the newest, in their order; true
   * says 100. Default: none.
   */
  readonly catchUp?: boolean | number;
  /** How many runs are kept, and for how long. Default: 100 runs, of 30 days. */
  readonly keep?: { readonly runs?: number; readonly days?: number };
  /** Who is told how a run has ended, each of what it asks for. */
  readonly notify?: readonly Notifier[];
}
