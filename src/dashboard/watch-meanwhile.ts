import type { FastifyInstance } from 'fastify';
import type { World } from './world.ts';

/** Looks at the pipelines for as long as the server listens. It does not wait at its end for a store that is away. */
export function watchMeanwhile(app: FastifyInstance, { watching, pipelines, logger }: World): void {
  const over = new AbortController();
  app.addHook('onListen', async () => {
    if (pipelines.length === 0) return;
    watching.run(over.signal).catch((thrown: unknown) => {
      const stack = thrown instanceof Error ? thrown.stack : String(thrown);
      logger.error({ stack }, 'the pipelines are not watched any more: a bug');
    });
  });
  app.addHook('onClose', async () => over.abort());
}
