import type { FastifyInstance } from 'fastify';
import { type Duration, seconds } from '../../core/time.ts';
import type { Params } from '../documents/document.ts';
import { DOCUMENT_QUERY, documentOf, readDocument } from '../documents.ts';
import type { World } from '../world.ts';
import { streamTo } from './stream-to.ts';
import { Topics } from './topics.ts';
import { Turns } from './turns.ts';

/** A page is read again after so long, for what no commit tells of. */
const EVERY: Duration = seconds(5);

/** `/api/live/NAME`: the document of `/api/pages/NAME` as it changes. */
export function liveRoutes(app: FastifyInstance, world: World): void {
  const topics = new Topics(world);
  const turns = new Turns(world.clock);
  world.doings.topics = topics;
  app.addHook('preClose', () => topics.close());
  app.get<{ Params: { readonly name: string }; Querystring: Params }>(
    '/api/live/:name',
    { schema: { querystring: DOCUMENT_QUERY } },
    ({ params: { name }, query }, reply) => {
      const { follows } = documentOf(name);
      // In one order, so that those who ask for the same follow the same.
      const asked = Object.entries(query).sort(([a], [b]) => (a < b ? -1 : 1));
      streamTo(reply, topics, JSON.stringify([name, ...asked]), () => ({
        read: (signal) => turns.take(() => readDocument(name, world, query), signal),
        // A pipeline may have several views.
        changes: [...new Set(follows(world, query))].map(
          (pipeline) => (signal) => world.store.changes(pipeline, signal),
        ),
        every: EVERY,
      }));
    },
  );
}
