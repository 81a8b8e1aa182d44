import { messageOf, PipelineError } from '../core/errors.ts';
import { type ScheduledJob, scheduledJob } from '../runtime/schedule/job.ts';
import { pipelineIn } from './load-pipeline.ts';
import { loadPipelines } from './load-pipelines.ts';
import { homeFiles, type PipelineFile } from './pipeline-files.ts';

/**
 * The jobs of these names or files; of none, all with a schedule in ./pipelines, or else in those of millrace. A
 * PipelineError where one of them has no schedule, or cannot be loaded, or there is none.
 */
export async function scheduledJobs(named: readonly string[]): Promise<readonly ScheduledJob[]> {
  if (named.length > 0) return (await loadPipelines(named)).map(scheduledJob);
  const names: string[] = [];
  for (const { name, path } of await homeFiles()) {
    if ((await pipelineIn(path)).options.schedule !== undefined) names.push(name);
  }
  if (names.length > 0) return (await loadPipelines(names)).map(scheduledJob);
  throw new PipelineError(
    'MISSING',
    "No pipeline here has a schedule. Give one to a pipeline whose source ends: pipeline('report', " +
      "{ schedule: '0 * * * *' }).",
  );
}

/**
 * Those that can be loaded, for a look; `told` is told of the others. Those of millrace, which nobody here has written,
 * only where they ever `ran`.
 */
export async function knownJobs(
  ran: (job: string) => boolean,
  told: (problem: string) => void,
): Promise<readonly ScheduledJob[]> {
  const files = (await homeFiles()).filter(({ name, own }) => !own || ran(name));
  const jobs = await Promise.all(files.map((file) => known(file, told)));
  return jobs.flatMap((job) => job ?? []);
}

async function known({ path }: PipelineFile, told: (problem: string) => void): Promise<ScheduledJob | undefined> {
  try {
    const pipeline = await pipelineIn(path);
    return pipeline.options.schedule === undefined ? undefined : scheduledJob(pipeline);
  } catch (thrown) {
    told(`${path}: ${messageOf(thrown)}`);
    return undefined;
  }
}
