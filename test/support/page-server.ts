import type { ServerResponse } from 'node:http';
import jsonPatch from 'fast-json-patch';
import type { FastifyReply } from 'fastify';
import { assetRoutes } from '../../src/dashboard/assets.ts';
import { DOCUMENT_QUERY } from '../../src/dashboard/documents.ts';
import { HEADERS } from '../../src/dashboard/guard/headers.ts';
import { Refusal } from '../../src/dashboard/guard/refusal.ts';
import type { Routes } from '../../src/dashboard/routes.ts';
import { dashboard } from '../../src/dashboard/server.ts';
import { memoryStore } from '../../src/store/memory.ts';
import { testContext } from './context.ts';
import { ManualClock } from './manual-clock.ts';

export type Query = Readonly<Record<string, string>>;

export interface PageServer {
  readonly url: string;
  /** Gives another document: those who follow it without a query are told what has changed. */
  put(name: string, document: object): void;
  /** Sends an event to those, as it is. */
  send(name: string, event: string, data: unknown, id?: string): void;
  /** Ends all streams, and refuses what is asked for there with that status until it is undefined again. */
  refuse(status: number | undefined, under?: string): void;
  /** What was asked of /api, in order. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/**
 * Serves the pages as a dashboard does, behind its guards and under its policy, but documents that a test gives, in the
 * protocol of /api/live: for what the page alone does. `answer` gives that of a name and query; undefined is none.
 */
export async function pageServer(
  answer: (name: string, query: Query) => object | undefined,
  { port = 0, now = () => Date.now() } = {},
): Promise<PageServer> {
  const streams = new Map<string, Set<ServerResponse>>();
  const documents = new Map<string, { readonly document: object; readonly number: number }>();
  const asked: string[] = [];
  let refused: { readonly status: number; readonly under: string } | undefined;
  const found = (url: string, document: object | undefined): object => {
    asked.push(url);
    if (refused && url.startsWith(refused.under)) throw new Refusal(refused.status, `Refused with ${refused.status}.`);
    if (document === undefined) throw new Refusal(404, 'There is no symbol of that name.');
    return document;
  };
  const stream = (reply: FastifyReply, name: string, held: { readonly document: object; readonly number: number }) => {
    reply.hijack();
    reply.raw.writeHead(200, { ...Object.fromEntries(HEADERS), 'content-type': 'text/event-stream' });
    const first = [line('time', { now: now() }), line('document', held.document, `e/${held.number}`)];
    reply.raw.write(`retry: 200\n\n${first.join('')}`);
    const of = streams.get(name) ?? new Set();
    streams.set(name, of.add(reply.raw));
    reply.raw.on('close', () => of.delete(reply.raw));
  };
  const routes: Routes = (app) => {
    type Asked = { Params: { readonly name: string }; Querystring: Query };
    const schema = { querystring: DOCUMENT_QUERY };
    app.get<Asked>('/api/pages/:name', { schema }, async ({ url, params, query }) =>
      found(url, answer(params.name, query)),
    );
    app.get<Asked>('/api/live/:name', { schema }, (request, reply) => {
      const { params, query, url } = request;
      // What a test puts there is what is followed without a query.
      const followed = Object.keys(query).length === 0;
      const put = followed ? documents.get(params.name) : undefined;
      const held = { document: found(url, put?.document ?? answer(params.name, query)), number: put?.number ?? 1 };
      if (followed) documents.set(params.name, held);
      stream(reply, followed ? params.name : 'others', held);
    });
  };
  const clock = new ManualClock(now());
  const world = { store: memoryStore({ clock }), storeName: 'memory:', clock, logger: testContext().logger };
  const where = { host: '127.0.0.1', port };
  const served = await dashboard({ ...world, pipelines: [], unloaded: [] }, where, [assetRoutes, routes]);
  const send = (name: string, event: string, data: unknown, id?: string) => {
    for (const to of streams.get(name) ?? []) to.write(line(event, data, id));
  };
  return {
    ...served,
    asked,
    send,
    put(name, document) {
      const { document: before, number } = documents.get(name) ?? { document: {}, number: 0 };
      documents.set(name, { document, number: number + 1 });
      send(name, 'patch', jsonPatch.compare(before, document), `e/${number + 1}`);
    },
    refuse(status, under = '/api/') {
      refused = status === undefined ? undefined : { status, under };
      if (refused) for (const to of [...streams.values()].flatMap((of) => [...of])) to.destroy();
    },
  };
}

const line = (event: string, data: unknown, id?: string): string =>
  `event: ${event}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`;
