import type { FastifyInstance, FastifyRequest } from 'fastify';
import { bearerIn } from './admission.ts';
import { Refusal } from './refusal.ts';

/**
 * Refuses what would change something and comes from a page elsewhere: a POST must name this server as its Origin, or,
 * where a program sends it, have a bearer token, which no page elsewhere can send. Cookies alone are not enough.
 */
export function refuseForeign(app: FastifyInstance): void {
  app.addHook('onRequest', async (request) => {
    if (request.method !== 'POST' || isOwn(request)) return;
    throw new Refusal(403, 'A POST needs an Origin header that names this server, or, without one, a bearer token.');
  });
}

function isOwn(request: FastifyRequest): boolean {
  const { origin, 'sec-fetch-site': site = 'same-origin' } = request.headers;
  if (origin === undefined) return site === 'same-origin' && bearerIn(request) !== undefined;
  return [`http://${request.headers.host}`, `https://${request.headers.host}`].includes(origin.toLowerCase());
}
