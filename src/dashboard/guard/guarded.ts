import { type FastifyInstance, fastify } from 'fastify';
import { seconds } from '../../core/time.ts';
import type { World } from '../world.ts';
import { answerErrors, answerThrown } from './errors.ts';
import { answerUnchanged } from './etag.ts';
import { refuseUnknown } from './known.ts';
import { limitRequests } from './limits.ts';
import { answerMalformed } from './malformed.ts';
import { refuseUnasked, VALIDATION } from './schema.ts';
import { wall } from './wall.ts';

/** A server without routes: what is added to it stands behind all that guards it. */
export async function guarded(world: World, isOwn: (host: string) => boolean): Promise<FastifyInstance> {
  const app = fastify({
    ...VALIDATION,
    serverFactory: wall(world, isOwn),
    clientErrorHandler: answerMalformed,
    frameworkErrors: (thrown, request, reply) => answerThrown(world, thrown, request, reply),
    // Streams do not end by themselves, and nobody waits for them at the end.
    forceCloseConnections: true,
    bodyLimit: 16 << 10,
    handlerTimeout: seconds(30),
    routerOptions: { maxParamLength: 200 },
  });
  app.removeContentTypeParser('text/plain');
  answerErrors(app, world);
  refuseUnknown(app);
  refuseUnasked(app);
  answerUnchanged(app);
  await limitRequests(app);
  return app;
}
