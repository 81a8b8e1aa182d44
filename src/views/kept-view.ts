import { PipelineError } from '../core/errors.ts';
import { fingerprintOf } from '../core/fingerprint.ts';
import type { Pipeline } from '../core/pipeline.ts';
import { type Clock, type Millis, START_OF_TIME } from '../core/time.ts';
import { furthestWatermark, type Registered, type Scope, type StoreReader } from '../store/store.ts';

/** A view in a store, and the pipeline whose aggregates have written its rows, and are needed to read them. */
export interface KeptView {
  readonly store: StoreReader;
  readonly scope: Scope;
  readonly pipeline: Pipeline;
}

/** Of a pipeline that is at hand: undefined while it has not run in this store. Errors as `refuseOther`. */
export async function keptIn(store: StoreReader, pipeline: Pipeline): Promise<KeptView | undefined> {
  const registered = await store.registered(pipeline.name);
  if (!registered) return undefined;
  refuseOther(pipeline, registered);
  return { store, scope: registered.scope, pipeline };
}

/** A PipelineError where the rows were kept by another pipeline, whose aggregates cannot read them. */
export function refuseOther(pipeline: Pipeline, { scope, fingerprint }: Registered): void {
  if (pipeline.name !== scope.pipeline) {
    throw new PipelineError('CONFIG', `The rows are kept by ${scope.pipeline}, and --pipeline names ${pipeline.name}.`);
  }
  if ([fingerprintOf(pipeline), ''].includes(fingerprint)) return; // '': it was reset, and nothing is kept
  throw new PipelineError(
    'CHANGED',
    `The rows were kept by ${scope.pipeline} as it was in version ${scope.version}; it is another one now. Run ` +
      `"millrace run ${pipeline.name} --rebuild" to fold the log anew.`,
  );
}

/** How far a view's own time has come; of one that has read nothing yet, the machine's. */
export async function timeOf({ store, scope }: KeptView, clock: Clock): Promise<Millis> {
  const furthest = furthestWatermark(await store.roster(scope));
  return furthest > START_OF_TIME ? furthest : clock.now();
}
