import { fastifyCookie } from '@fastify/cookie';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Attempts } from './attempts.ts';
import { isForPeople } from './for-people.ts';
import type { Lock } from './lock.ts';
import { Refusal } from './refusal.ts';

/**
 * Lets only those through who show the token (`Authorization: Bearer TOKEN`) or a pass; others get 401, or from a page
 * are led to where they sign in. A route is open only where it says so; of what there is not, nobody else hears.
 */
export async function admit(app: FastifyInstance, lock: Lock, attempts: Attempts): Promise<void> {
  await app.register(fastifyCookie);
  app.decorateRequest('signedIn', false);
  app.addHook('onRequest', async (request, reply) => {
    const { open, page } = request.routeOptions.config;
    if (open) return;
    const bearer = bearerIn(request);
    if (bearer !== undefined) return refuseWrong(bearer, request, lock, attempts);
    const pass = request.cookies[lock.cookie];
    request.signedIn = pass !== undefined && lock.isPass(pass);
    if (request.signedIn) return;
    if (page || isForPeople(request)) {
      return reply.redirect(`/sign-in?to=${shortly(encodeURIComponent(request.url))}`, 303);
    }
    throw new Refusal(401, 'Sign in at /sign-in, or send the token: Authorization: Bearer TOKEN.', CHALLENGE);
  });
}

/** An address has 2,048 characters at most. */
const shortly = (to: string): string => (to.length > 1_900 ? '/' : to);
const CHALLENGE = { 'WWW-Authenticate': 'Bearer realm="millrace"' };

/** What stands behind `Bearer` in the header, if it is there. */
export const bearerIn = ({ headers }: Pick<FastifyRequest, 'headers'>): string | undefined =>
  /^bearer +(.*?) *$/i.exec(headers.authorization ?? '')?.[1];

function refuseWrong(bearer: string, { ip }: FastifyRequest, lock: Lock, attempts: Attempts): undefined {
  const wait = attempts.wait(ip);
  if (wait > 0) throw new Refusal(429, tooMany(wait), { 'Retry-After': `${wait}` });
  if (lock.isToken(bearer)) return;
  attempts.count(ip);
  throw new Refusal(401, 'This is not the token.', CHALLENGE);
}

export const tooMany = (wait: number): string => `Too many wrong tokens came from this address: wait ${wait} s.`;
