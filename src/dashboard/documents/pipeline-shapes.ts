/** What pages of pipelines show, as plain JSON: read by the server, drawn by the page. Times are ms since 1970. */
import type { Millis } from '../../core/time.ts';
import type { Standing } from './standing.ts';

export interface ShownPipeline extends Standing {
  readonly name: string;
  /** Its source ends by itself: it is a job. */
  readonly bounded: boolean;
  readonly schedule: string | null;
  readonly source: string;
  /** Of the pipeline whose rows it reads. */
  readonly upstream: string | null;
  readonly operators: readonly string[];
  readonly destinations: readonly { readonly kind: string; readonly name: string }[];
  /** Whether it has run in this store. */
  readonly ran: boolean;
  /** Records a second, over the last 10 s; null where it is not known yet. */
  readonly rate: number | null;
  /** How far its event time has come in every partition that goes on; null where it has read nothing. */
  readonly watermark: Millis | null;
  readonly partitions: number;
  /** How often its tasks were opened again; null of a job, which is opened for each run. */
  readonly restarts: number | null;
  readonly records: number;
  readonly setAside: number;
}

export interface PipelinesDocument {
  /** Those that have not run in this store last. */
  readonly pipelines: readonly ShownPipeline[];
  /** Files that cannot be loaded, and why. */
  readonly unloaded: readonly { readonly name: string; readonly problem: string }[];
}

export interface PipelineDocument extends ShownPipeline {
  readonly version: number | null;
  /** Who runs it now. */
  readonly holder: string | null;
  /** Those that go on first, at most 200 of them. */
  readonly roster: readonly ShownPartition[];
  readonly counts: ShownCounts;
  /** What was set aside for each reason, the most frequent first. */
  readonly rejected: readonly {
    readonly reason: string;
    readonly count: number;
    /** The newest first, 3 at most; none where all that are kept are older than the last 200 of any reason. */
    readonly samples: readonly ShownLetter[];
  }[];
  /** Dead letters that are not kept any more. */
  readonly forgotten: number;
}

export interface ShownPartition {
  readonly partition: string;
  readonly watermark: Millis | null;
  readonly ended: boolean;
  readonly commits: number;
  /** How often it was opened. */
  readonly opened: number;
  /** Who opened it last. */
  readonly owner: string | null;
}

/** received = through + duplicates + filtered + setAside. */
export interface ShownCounts {
  /** All that was read; those that are no event, such as ticks, are not `received`. */
  readonly records: number;
  readonly received: number;
  /** What came of them: `folded` into rows, or, where there is no window, `passed on`. */
  readonly came: 'folded' | 'passed on';
  readonly through: number;
  readonly duplicates: number;
  readonly filtered: number;
  readonly setAside: number;
  /** Whether it adds up. */
  readonly holds: boolean;
}

export interface ShownLetter {
  /** By which `millrace dead PIPELINE show NUMBER` shows it whole. */
  readonly number: number;
  readonly partition: string;
  readonly position: string;
  readonly operator: string;
  readonly detail: string;
  /** Its bytes as text, shortened. */
  readonly text: string;
}
