import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { notFoundShell } from '../shell.ts';
import type { World } from '../world.ts';
import { isForPeople } from './for-people.ts';
import { PROBLEM_JSON, problemJson, problemOf } from './problem.ts';
import { pathOf } from './wall.ts';

/**
 * Answers whatever is thrown as a problem, and to people as a page where there is nothing; and logs what nobody
 * expected, with its stack.
 */
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
  if (isForPeople(request) && (problem.status === 404 || isNoPath(thrown))) {
    return void reply.code(404).headers(UNKEPT).type('text/html; charset=utf-8').send(notFoundShell(request));
  }
  void reply
    .code(problem.status)
    .headers({ ...UNKEPT, ...problem.headers })
    .type(PROBLEM_JSON)
    .send(problemJson({ ...problem, detail }, pathOf(request)));
}

const UNKEPT = { 'cache-control': 'no-store' };

/** It cannot be decoded, or has a name that nothing can have. */
const isNoPath = (thrown: unknown): boolean =>
  thrown instanceof Error &&
  (['FST_ERR_BAD_URL', 'FST_ERR_MAX_PARAM_LENGTH'].includes(Reflect.get(thrown, 'code')) ||
    Reflect.get(thrown, 'validationContext') === 'params');
