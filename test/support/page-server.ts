import type { ServerResponse } from 'node:http';
import jsonPatch from 'fast-json-patch';
import { fastify } from 'fastify';
import { assetRoutes } from '../../src/dashboard/assets.ts';

export interface PageServer {
  readonly url: string;
  /** Gives another document: those who follow it are told what has changed. */
  put(name: string, document: object): void;
  /** Sends a line of a stream as it is. */
  send(name: string, event: string, data: unknown, id?: string): void;
  /** Ends all streams, and refuses those to come with that status until it is undefined again. */
  refuse(status: number | undefined): void;
  /** What was asked of /api, in order. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/** The strictest policy that a page has to stand: nothing from elsewhere, no inline script and no inline style. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; " +
  "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/**
 * Serves the pages, and documents that a test puts there, in the protocol of /api/live: for what the page alone does.
 * `answer` gives what /api/pages/NAME does, by its query. `port` 0 is any.
 */
export async function pageServer(
  answer: (name: string, query: Readonly<Record<string, string>>) => object | undefined,
  { port = 0, now = () => Date.now() } = {},
): Promise<PageServer> {
  const app = fastify({ forceCloseConnections: true });
  const streams = new Map<string, Set<ServerResponse>>();
  const documents = new Map<string, { document: object; number: number }>();
  const asked: string[] = [];
  let refused: number | undefined;
  app.addHook('onRequest', async ({ url }, reply) => {
    reply.header('content-security-policy', POLICY);
    if (url.startsWith('/api/')) asked.push(url);
    if (refused !== undefined && url.startsWith('/api/')) {
      await reply.code(refused).send({ title: 'Refused', detail: `Refused with ${refused}.`, status: refused });
    }
  });
  assetRoutes(app);
  app.get('/favicon.ico', (_, reply) => reply.code(204).send());
  type Asked = { Params: { name: string }; Querystring: Record<string, string> };
  const missing = { status: 404, title: 'Not found', detail: 'There is no symbol of that name.' };
  app.get<Asked>('/api/pages/:name', ({ params, query }, reply) => {
    const found = answer(params.name, query);
    reply.code(found ? 200 : 404).send(found ?? missing);
  });
  app.get<Asked>('/api/live/:name', ({ params: { name }, query }, reply) => {
    // What a test puts there is what is followed without a query.
    const followed = Object.keys(query).length === 0;
    const held = (followed && documents.get(name)) || { document: answer(name, query), number: 1 };
    const { document: found, number } = held;
    if (!found) return reply.code(404).send(missing);
    if (followed) documents.set(name, { document: found, number });
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream', 'content-security-policy': POLICY });
    reply.raw.write(`retry: 200\n\n${line('time', { now: now() })}${line('document', found, `e/${number}`)}`);
    const of = streams.get(followed ? name : 'others') ?? new Set();
    streams.set(followed ? name : 'others', of.add(reply.raw));
    reply.raw.on('close', () => of.delete(reply.raw));
    return reply;
  });
  const send = (name: string, event: string, data: unknown, id?: string) => {
    for (const stream of streams.get(name) ?? []) stream.write(line(event, data, id));
  };
  return {
    url: await app.listen({ port, host: '127.0.0.1' }),
    asked,
    send,
    put(name, document) {
      const { document: before, number } = documents.get(name) ?? { document: {}, number: 0 };
      documents.set(name, { document, number: number + 1 });
      send(name, 'patch', jsonPatch.compare(before, document), `e/${number + 1}`);
    },
    refuse(status) {
      refused = status;
      if (status !== undefined) for (const of of streams.values()) for (const stream of of) stream.destroy();
    },
    close: () => app.close(),
  };
}

const line = (event: string, data: unknown, id?: string): string =>
  `event: ${event}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`;
