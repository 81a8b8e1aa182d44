import type { Pipeline } from '../core/pipeline.ts';
import type { Logger } from '../core/source.ts';
import type { Clock } from '../core/time.ts';
import type { StoreReader } from '../store/store.ts';
import { type DeclaredView, declaredViews } from './declared.ts';

/** What the dashboard is given; it reads the store, and writes nothing but what `runJob` does. */
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
  /** Runs a job at once, to its end. Where it is absent nobody may. */
  readonly runJob?: (job: string) => Promise<void>;
}

/** With what it keeps of that for as long as it serves. */
export interface World extends Given {
  readonly views: readonly DeclaredView[];
}

export const worldOf = (given: Given): World => ({
  ...given,
  views: declaredViews(given.pipelines, given.clock),
});
