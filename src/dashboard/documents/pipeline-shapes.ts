/** What pages of pipelines show, as plain JSON: read from the store by the server, drawn by the page. Times are ms since 1970. */
import type { Millis } from '../../core/time.ts';
import type { Standing } from './standing.ts';

export interface ShownPipeline extends Standing {
  readonly name: string;
  readonly source: string;
  readonly operators: readonly string[];
  readonly destinations: readonly { readonly kind: string; readonly name: string }[];
  readonly schedule: string | null;
  /** Records a second, over the last while; null where it is not known yet. */
  readonly rate: number | null;
  /** The least of those of its partitions that go on; null where it has read nothing. */
  readonly watermark: Millis | null;
  readonly partitions: number;
  /** How often its tasks were opened again. */
  readonly restarts: number;
  readonly records: number;
  readonly setAside: number;
}

export interface PipelinesDocument {
  readonly pipelines: readonly ShownPipeline[];
  /** Files that cannot be loaded, and why. */
  readonly unloaded: readonly { readonly name: string; readonly problem: string }[];
}

export interface PipelineDocument extends ShownPipeline {
  readonly version: number | null;
  /** Who runs it now. */
  readonly holder: string | null;
  readonly roster: readonly {
    readonly partition: string;
    readonly watermark: Millis | null;
    readonly ended: boolean;
    readonly commits: number;
    readonly opened: number;
    readonly owner: string | null;
  }[];
  /** received = folded + duplicates + filtered + set aside. */
  readonly counts: Readonly<Record<string, number>>;
  readonly rejected: readonly {
    readonly reason: string;
    readonly count: number;
    /** The newest first. */
    readonly samples: readonly ShownLetter[];
  }[];
}

export interface ShownLetter {
  readonly partition: string;
  readonly position: string;
  readonly operator: string;
  readonly detail: string;
  /** Its bytes as text, shortened. */
  readonly text: string;
}
