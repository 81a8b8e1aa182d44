import type { FastifyInstance } from 'fastify';
import { PipelineError } from '../../core/errors.ts';
import { runNamed } from '../documents/run.ts';
import type { World } from '../world.ts';

interface OfPicture {
  readonly Params: { readonly job: string; readonly run: string; readonly name: string };
}

/** What a browser may take for a picture. An SVG can hold scripts, which a sandbox keeps from all that is ours. */
const SHOWN: readonly string[] = ['image/png', 'image/svg+xml'];
const SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/** `/api/jobs/JOB/runs/RUN/pictures/NAME`: a picture that a run has made; of any other type it is a download. */
export function pictureRoutes(app: FastifyInstance, world: World): void {
  app.get<OfPicture>(
    '/api/jobs/:job/runs/:run/pictures/:name',
    { config: { etag: true } },
    async ({ params }, reply) => {
      const { job, run, name } = params;
      const { number } = await runNamed(world, job, run);
      const picture = await world.store.jobs.picture(job, number, name);
      if (!picture) throw new PipelineError('MISSING', `Run ${run} of ${job} has made no picture of that name.`);
      reply.header('content-security-policy', SANDBOX);
      if (!SHOWN.includes(picture.type)) reply.header('content-disposition', 'attachment');
      const type = SHOWN.includes(picture.type) ? picture.type : 'application/octet-stream';
      return reply.type(type).send(Buffer.from(picture.data));
    },
  );
}
