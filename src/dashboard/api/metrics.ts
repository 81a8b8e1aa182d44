import type { FastifyInstance } from 'fastify';
import { Scrapes } from '../metrics/scrapes.ts';
import type { World } from '../world.ts';

/** `/metrics`: what Prometheus scrapes. */
export function metricsRoutes(app: FastifyInstance, world: World): void {
  const scrapes = new Scrapes(world);
  app.addHook('onClose', async () => scrapes.close());
  app.get('/metrics', async (_, reply) => {
    const text = await scrapes.text();
    return reply.type(scrapes.contentType).send(text);
  });
}
