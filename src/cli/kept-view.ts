import { PipelineError } from '../core/errors.ts';
import { type Pipeline, viewsOf } from '../core/pipeline.ts';
import { openReader, shownStore } from '../store/open-store.ts';
import type { Registered } from '../store/store.ts';
import { type KeptView, refuseOther } from '../views/kept-view.ts';
import { loadPipeline, pipelineIn } from './load-pipeline.ts';
import { pipelineFiles } from './pipeline-files.ts';
import type { Session } from './session.ts';

/** `path`: the file of the pipeline that keeps it; left out: it is looked up by its name. */
export async function openView(view: string, path: string | undefined, session: Session): Promise<KeptView> {
  const store = await openReader(session.storeUrl, session);
  const kept = await store.viewed(view);
  if (!kept) throw await unknown(view, session);
  const pipeline = await keeperOf(kept, path);
  refuseOther(pipeline, kept);
  return { store, scope: kept.scope, pipeline };
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
