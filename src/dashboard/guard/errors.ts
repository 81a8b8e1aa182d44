import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { World } from '../world.ts';
import { PROBLEM_JSON, problemJson, problemOf } from './problem.ts';
import { pathOf } from './wall.ts';

/** Answers whatever is thrown as a problem, and logs what nobody expected, with its stack. */
export function answerErrors(app: FastifyInstance, world: World): void {
  app.setErrorHandler((thrown: unknown, request, reply) => answerThrown(world, thrown, request, reply));
}

export function answerThrown(
  { logger, redact = (text) => text }: World,
  thrown: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const problem = problemOf(thrown);
  if (problem.bug) {
    const stack = redact(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown));
    logger.error({ path: redact(pathOf(request)), stack }, 'a request has failed of a bug');
  }
  const detail = redact(problem.detail);
  // A route may have begun to say what its answer would have been.
  for (const name of ['etag', 'content-length', 'content-encoding', 'content-disposition']) reply.removeHeader(name);
  void reply
    .code(problem.status)
    .headers({ 'cache-control': 'no-store', ...problem.headers })
    .type(PROBLEM_JSON)
    .send(problemJson({ ...problem, detail }, pathOf(request)));
}
