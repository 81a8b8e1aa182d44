import type { FastifyInstance } from 'fastify';
import { pipeline } from '../documents/pipeline.ts';
import { pipelines } from '../documents/pipelines.ts';
import type { World } from '../world.ts';

/** `/api/pipelines` and `/api/pipelines/NAME`: what their pages show. */
export function pipelineRoutes(app: FastifyInstance, world: World): void {
  const config = { etag: true };
  app.get('/api/pipelines', { config }, async () => pipelines.read(world));
  app.get<{ Params: { readonly name: string } }>('/api/pipelines/:name', { config }, async ({ params }) =>
    pipeline.read(world, params),
  );
}
