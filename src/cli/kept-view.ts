import { PipelineError } from '../core/errors.ts';
import { fingerprintOf } from '../core/fingerprint.ts';
import { type Pipeline, viewsOf } from '../core/pipeline.ts';
import { type Clock, type Millis, START_OF_TIME } from '../core/time.ts';
import { openReader, shownStore } from '../store/open-store.ts';
import { furthestWatermark, type Registered, type Scope, type StoreReader } from '../store/store.ts';
import { loadPipeline, pipelineIn } from './load-pipeline.ts';
import { pipelineFiles } from './pipeline-files.ts';
import type { Session } from './session.ts';

/** A view in a store, and the pipeline whose aggregates have written its rows, and are needed to read them. */
export interface KeptView {
  readonly store: StoreReader;
  readonly scope: Scope;
  readonly pipeline: Pipeline;
}

/** `path`: the file of the pipeline that keeps it; left out: it is looked up by its name. */
export async function openView(view: string, path: string | undefined, session: Session): Promise<KeptView> {
  const store = await openReader(session.storeUrl, session);
  const kept = await store.viewed(view);
  if (!kept) throw await unknown(view, session);
  const pipeline = await keeperOf(kept, path);
  refuseOther(pipeline, kept);
  return { store, scope: kept.scope, pipeline };
}

/** How far a view's own time has come; of one that has read nothing yet, the machine's. */
export async function timeOf({ store, scope }: KeptView, clock: Clock): Promise<Millis> {
  const furthest = furthestWatermark(await store.roster(scope));
  return furthest > START_OF_TIME ? furthest : clock.now();
}

async function keeperOf({ scope }: Registered, path: string | undefined): Promise<Pipeline> {
  if (path !== undefined) return loadPipeline(path);
  if ((await pipelineFiles()).some(({ name }) => name === scope.pipeline)) return loadPipeline(scope.pipeline);
  throw new PipelineError(
    'MISSING',
    `The rows are kept by the pipeline ${scope.pipeline}, which is in no folder of pipelines: say its file, with ` +
      '--pipeline PATH.',
  );
}

function refuseOther(pipeline: Pipeline, { scope, fingerprint }: Registered): void {
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

async function unknown(view: string, { storeUrl }: Session): Promise<PipelineError> {
  const loaded = await Promise.allSettled((await pipelineFiles()).map(({ path }) => pipelineIn(path)));
  const pipelines = loaded.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const keeper = pipelines.find((pipeline) => viewsOf(pipeline).includes(view));
  const keeps = pipelines.find(({ name }) => name === view)?.destinations.some(({ kind }) => kind === 'keys');
  const todo = keeper
    ? `Run "millrace run ${keeper.name}", which keeps it.`
    : keeps
      ? `The pipeline ${view} keeps keys: "millrace cache list" shows them.`
      : `The pipelines that are here keep: ${pipelines.flatMap(viewsOf).join(', ')}.`;
  return new PipelineError('MISSING', `There is no view "${view}" in ${shownStore(storeUrl)}. ${todo}`);
}
