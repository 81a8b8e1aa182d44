import { type FastifyInstance, fastify } from 'fastify';
import { seconds } from '../../core/time.ts';
import type { World } from '../world.ts';
import { admit } from './admission.ts';
import { Attempts } from './attempts.ts';
import { answerErrors, answerThrown } from './errors.ts';
import { answerUnchanged } from './etag.ts';
import { refuseUnknown } from './known.ts';
import { limitRequests } from './limits.ts';
import type { Lock } from './lock.ts';
import { namesLoopback } from './loopback.ts';
import { answerMalformed } from './malformed.ts';
import { refuseForeign } from './origin.ts';
import { refuseUnasked, VALIDATION } from './schema.ts';
import { signIn } from './sign-in.ts';
import { wall } from './wall.ts';

/**
 * A server without routes: what is added to it stands behind all that guards it. With a lock only those come in who
 * have its key; without one only those who call it by a name of this machine.
 */
export async function guarded(world: World, lock: Lock | undefined): Promise<FastifyInstance> {
  const app = fastify({
    ...VALIDATION,
    serverFactory: wall(world, lock ? () => true : namesLoopback),
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
  const attempts = new Attempts(world.clock, (ip) => world.logger.warn({ address: ip }, 'a wrong token was sent'));
  if (lock) await admit(app, lock, attempts);
  refuseUnknown(app);
  refuseForeign(app);
  refuseUnasked(app);
  answerUnchanged(app);
  await limitRequests(app);
  if (lock) signIn(lock, attempts)(app, world);
  return app;
}
