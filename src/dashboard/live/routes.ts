import type { FastifyInstance } from 'fastify';
import { PipelineError } from '../../core/errors.ts';
import { type Duration, seconds } from '../../core/time.ts';
import type { Params } from '../documents/document.ts';
import { DOCUMENT_QUERY, documentOf, readDocument } from '../documents.ts';
import type { World } from '../world.ts';
import { streamTo } from './stream-to.ts';
import { Topics } from './topics.ts';
import { Turns } from './turns.ts';

/** A page is read again after so long, for what no commit tells of. */
const EVERY: Duration = seconds(5);

/** So long a store is waited for that has to say whether something is there; then its trouble is streamed. */
const CHECK_MAX: Duration = seconds(2);

/** `/api/live/NAME`: the document of `/api/pages/NAME` as it changes. Of what is not there nothing is streamed. */
export function liveRoutes(app: FastifyInstance, world: World): void {
  const topics = new Topics(world);
  const turns = new Turns(world.clock);
  world.doings.topics = topics;
  app.addHook('preClose', () => topics.close());
  app.get<{ Params: { readonly name: string }; Querystring: Params }>(
    '/api/live/:name',
    { schema: { querystring: DOCUMENT_QUERY } },
    async ({ params: { name }, query }, reply) => {
      const { check, follows } = documentOf(name);
      // In one order, so that those who ask for the same follow the same.
      const asked = Object.entries(query).sort(([a], [b]) => (a < b ? -1 : 1));
      const topic = JSON.stringify([name, ...asked]);
      if (check && !topics.has(topic)) {
        await refuseMissing((signal) => turns.take(() => check(world, query), signal), world);
      }
      streamTo(reply, topics, topic, () => ({
        read: (signal) => turns.take(() => readDocument(name, world, query), signal),
        // A pipeline may have several views.
        changes: [...new Set(follows(world, query))].map(
          (pipeline) => (signal) => world.store.changes(pipeline, signal),
        ),
        every: EVERY,
      }));
      return reply;
    },
  );
}

/** Rejects with what says that it is not there, or cannot be; whatever else is wrong may pass, and is streamed. */
async function refuseMissing(check: (signal: AbortSignal) => Promise<unknown>, { clock }: World): Promise<void> {
  const over = new AbortController();
  const checked = check(over.signal).catch((thrown: unknown) => {
    if (thrown instanceof PipelineError && ['MISSING', 'CONFIG'].includes(thrown.code)) throw thrown;
  });
  // Where it comes too late, nobody hears it.
  checked.catch(() => {});
  try {
    await Promise.race([checked, clock.sleep(CHECK_MAX, over.signal)]);
  } finally {
    over.abort();
  }
}
