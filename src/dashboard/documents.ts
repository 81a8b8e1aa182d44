import type { FastifyInstance } from 'fastify';
import { PipelineError } from '../core/errors.ts';
import type { Document, Params } from './documents/document.ts';
import { overview } from './documents/overview.ts';
import { MOMENT, NAME, only } from './guard/schema.ts';
import type { World } from './world.ts';

/** By the names that their addresses have. */
const DOCUMENTS: Readonly<Record<string, Document>> = { overview };

/** What documents are asked for by, all of them together; each reads its own. */
export const DOCUMENT_QUERY = only({ key: NAME, at: MOMENT, name: NAME, job: NAME, run: NAME });

/** `/api/pages/NAME`: a document, once. */
export function documentRoutes(app: FastifyInstance, world: World): void {
  app.get<{ Params: { readonly name: string }; Querystring: Params }>(
    '/api/pages/:name',
    { schema: { querystring: DOCUMENT_QUERY }, config: { etag: true } },
    async ({ params, query }) => documentOf(params.name).read(world, query),
  );
}

export function documentOf(name: string): Document {
  const document = Object.hasOwn(DOCUMENTS, name) ? DOCUMENTS[name] : undefined;
  if (document) return document;
  throw new PipelineError('MISSING', `There is no page ${name}: ${Object.keys(DOCUMENTS).join(', ')}.`);
}
