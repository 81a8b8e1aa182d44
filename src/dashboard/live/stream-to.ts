import type { FastifyReply } from 'fastify';
import type { LiveSource } from './source.ts';
import type { Topics } from './topics.ts';

/** A proxy that gathers answers before it passes them on (nginx) would hold a stream back. */
const HEADERS = { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' };

/**
 * Answers a request by streaming the document of that name, from where its `Last-Event-ID` says. The reply keeps the
 * headers that hooks have set, and is fastify's no longer; what is thrown is thrown before that, so fastify can answer
 * it. `topics.close()` belongs into `preClose`: fastify waits for all responses before `onClose`.
 *
 * @throws What `topics.follow` throws.
 */
export function streamTo(reply: FastifyReply, topics: Topics, name: string, source: () => LiveSource): void {
  const { method, headers } = reply.request;
  if (method === 'HEAD') {
    // Nothing can be streamed, so nobody must follow.
    reply.headers(HEADERS).send();
    return;
  }
  const lastEventId = headers['last-event-id'];
  const open = () => {
    reply.hijack();
    const set = Object.entries({ ...reply.getHeaders(), ...HEADERS });
    for (const [header, value] of set) if (value !== undefined) reply.raw.setHeader(header, value);
    return reply.raw;
  };
  topics.follow(name, source, open, Array.isArray(lastEventId) ? undefined : lastEventId);
}
