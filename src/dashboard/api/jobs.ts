import type { FastifyInstance } from 'fastify';
import { messageOf, PipelineError, WorldError } from '../../core/errors.ts';
import { job } from '../documents/job.ts';
import { jobs } from '../documents/jobs.ts';
import { run, runNamed } from '../documents/run.ts';
import { jobKnown, noJob, refusalOf, runsAlready } from '../documents/shown-job.ts';
import { Refusal } from '../guard/refusal.ts';
import type { World } from '../world.ts';

interface OfJob {
  readonly Params: { readonly job: string };
}
interface OfRun {
  readonly Params: { readonly job: string; readonly run: string };
}

/** `/api/jobs` and what is below: what their pages show, and the way to run one. */
export function jobRoutes(app: FastifyInstance, world: World): void {
  const config = { etag: true };
  app.get('/api/jobs', { config }, async () => jobs.read(world));
  app.get<OfJob>('/api/jobs/:job', { config }, async ({ params }) => job.read(world, params));
  app.get<OfRun>('/api/jobs/:job/runs/:run', { config }, async ({ params }) => run.read(world, params));
  app.get<OfRun>('/api/jobs/:job/runs/:run/log', { config }, async ({ params }, reply) => {
    const { log } = await runNamed(world, params.job, params.run);
    return reply.type('text/plain; charset=utf-8').send(log);
  });
  app.post<OfJob>('/api/jobs/:job/runs', async ({ params }, reply) => {
    const number = await runNow(world, params.job);
    // Where the store does not take that it is run, its number is not known.
    const location = `/api/jobs/${encodeURIComponent(params.job)}${number === undefined ? '' : `/runs/${number}`}`;
    return reply
      .code(202)
      .header('location', location)
      .send({ job: params.job, run: number ?? null, location });
  });
}

/**
 * Begins a run of a job, and gives its number. A PipelineError MISSING where there is no such job, a Refusal 409 where
 * it cannot be run now or here.
 */
async function runNow(world: World, name: string): Promise<number | undefined> {
  const [last] = await world.store.jobs.runs(name, { limit: 1 });
  if (!last && !jobKnown(world, name)) throw noJob(name);
  const refusal = last?.state === 'running' ? runsAlready(last) : refusalOf(world, name);
  if (refusal !== null || !world.jobs) throw new Refusal(409, refusal ?? '');
  try {
    return await world.jobs.run(name);
  } catch (thrown) {
    if (thrown instanceof WorldError || !(thrown instanceof PipelineError)) throw thrown;
    throw new Refusal(409, messageOf(thrown));
  }
}
