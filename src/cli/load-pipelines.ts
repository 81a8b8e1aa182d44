import { PipelineError } from '../core/errors.ts';
import { type Pipeline, viewsOf } from '../core/pipeline.ts';
import { refuseTaken } from '../store/store.ts';
import { loadPipeline } from './load-pipeline.ts';

/** The pipelines of these names or files; a PipelineError CONFIG where two of them cannot stand beside each other. */
export async function loadPipelines(names: readonly string[]): Promise<readonly Pipeline[]> {
  const pipelines: Pipeline[] = [];
  for (const name of names) {
    const pipeline = await loadPipeline(name);
    if (pipelines.some((other) => other.name === pipeline.name)) {
      throw new PipelineError('CONFIG', `Two pipelines named "${pipeline.name}" were given. Name each once.`);
    }
    for (const other of pipelines) {
      refuseTaken(pipeline.name, viewsOf(pipeline), (view) => (viewsOf(other).includes(view) ? other.name : undefined));
    }
    pipelines.push(pipeline);
  }
  return pipelines;
}
