import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
import { minutes } from '../../core/time.ts';
import { Refusal } from './refusal.ts';

/** From one address, to the API, in a minute, of which an open page needs a few. Pages themselves are not counted. */
const REQUESTS_MAX = 600;

/** To be awaited before there are routes. */
export async function limitRequests(app: FastifyInstance): Promise<void> {
  const headers = { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false };
  await app.register(rateLimit, {
    max: REQUESTS_MAX,
    timeWindow: minutes(1),
    // Addresses that are remembered; the one longest unseen is forgotten first.
    cache: 5_000,
    // By the route that was found: an address can be spelt in more ways than one.
    allowList: ({ routeOptions }) => !routeOptions.url?.startsWith('/api/'),
    addHeadersOnExceeding: headers,
    addHeaders: { ...headers, 'retry-after': true },
    errorResponseBuilder: (_, { ttl }) => {
      const after = Math.ceil(ttl / 1_000);
      const most = `${REQUESTS_MAX} requests a minute`;
      return new Refusal(429, `From one address ${most} are answered: wait ${after} s.`, { 'Retry-After': `${after}` });
    },
  });
}
