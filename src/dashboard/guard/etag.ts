import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { RouteConfig } from './route-config.ts';

/**
 * Gives what routes with `config: { etag: true }` answer an ETag of its content, and answers 304 where the asker has
 * it already. It may be kept, but is asked for each time.
 */
export function answerUnchanged(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply, payload) => {
    const { etag: wanted }: RouteConfig = request.routeOptions.config;
    if (!wanted || reply.statusCode !== 200 || !(typeof payload === 'string' || Buffer.isBuffer(payload)))
      return payload;
    const etag = `"${hashOf(payload)}"`;
    reply.header('etag', etag).header('cache-control', 'no-cache');
    if (!hasIt(request.headers['if-none-match'], etag)) return payload;
    reply.code(304).removeHeader('content-length').removeHeader('content-type');
    return null;
  });
}

/** 132 bits of SHA-256. */
export const hashOf = (content: string | Buffer): string =>
  createHash('sha256').update(content).digest('base64url').slice(0, 22);

/** Whether an If-None-Match names it; whoever passes an answer on may have made a weak one of it. */
export const hasIt = (ifNoneMatch = '', etag: string): boolean =>
  ifNoneMatch
    .split(',')
    .map((one) => one.trim().replace(/^W\//, ''))
    .some((one) => one === etag || one === '*');
