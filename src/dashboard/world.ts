import type { Pipeline } from '../core/pipeline.ts';
import type { Logger } from '../core/source.ts';
import type { Clock } from '../core/time.ts';
import type { StoreReader } from '../store/store.ts';
import { type DeclaredView, declaredViews } from './declared.ts';
import { Doings } from './doings.ts';
import { Watching } from './watching.ts';

/** What the dashboard is given; it reads the store, and writes nothing but what `jobs` does. */
export interface Given {
  readonly store: StoreReader;
  /** Where that is, as people may read it. */
  readonly storeName: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Takes secrets out of what is told. */
  readonly redact?: (text: string) => string;
  /** The pipelines that it knows, by name. */
  readonly pipelines: readonly Pipeline[];
  /** Files of pipelines that cannot be loaded, and why. */
  readonly unloaded: readonly { readonly name: string; readonly problem: string }[];
  /** Runs jobs. Where it is absent nobody may. */
  readonly jobs?: JobRunner;
}

/** Runs jobs in this process. */
export interface JobRunner {
  /** Why that job cannot be run here, as far as that is known without asking anybody; undefined where it may be. */
  refusal(job: string): string | undefined;
  /**
   * Begins a run, and resolves with its number when it has begun, or with nothing where the store does not take that.
   * What it comes to is in the history alone. A PipelineError where it cannot begin, LIMIT where too many go on.
   */
  run(job: string): Promise<number | undefined>;
}

/** With what it keeps of that for as long as it serves. */
export interface World extends Given {
  readonly views: readonly DeclaredView[];
  /** What is seen of the pipelines meanwhile. */
  readonly watching: Watching;
  /** What it does itself. */
  readonly doings: Doings;
}

export const worldOf = (given: Given): World => ({
  ...given,
  views: declaredViews(given.pipelines, given.clock),
  watching: new Watching(given),
  doings: new Doings(),
});
