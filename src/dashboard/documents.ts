import type { FastifyInstance } from 'fastify';
import { PipelineError } from '../core/errors.ts';
import type { Document, Params } from './documents/document.ts';
import { job } from './documents/job.ts';
import { jobs } from './documents/jobs.ts';
import { overview } from './documents/overview.ts';
import { pipeline } from './documents/pipeline.ts';
import { pipelines } from './documents/pipelines.ts';
import { run } from './documents/run.ts';
import { symbol } from './documents/symbol.ts';
import { MOMENT, NAME, only } from './guard/schema.ts';
import type { World } from './world.ts';

/** By the names that their addresses have. */
const DOCUMENTS: Readonly<Record<string, Document>> = { overview, symbol, pipelines, pipeline, jobs, job, run };

/** What documents are asked for by, all of them together; each reads its own. */
export const DOCUMENT_QUERY = only({ key: NAME, at: MOMENT, name: NAME, job: NAME, run: NAME });

/** `/api/pages/NAME`: a document, once. */
export function documentRoutes(app: FastifyInstance, world: World): void {
  app.get<{ Params: { readonly name: string }; Querystring: Params }>(
    '/api/pages/:name',
    { schema: { querystring: DOCUMENT_QUERY }, config: { etag: true } },
    async ({ params, query }) => readDocument(params.name, world, query),
  );
}

/** Reads a document, and counts that. A PipelineError MISSING where there is none of that name. */
export function readDocument(name: string, world: World, params: Params): Promise<object> {
  const document = documentOf(name);
  world.doings.read(name);
  return document.read(world, params);
}

export function documentOf(name: string): Document {
  const document = Object.hasOwn(DOCUMENTS, name) ? DOCUMENTS[name] : undefined;
  if (document) return document;
  throw new PipelineError('MISSING', `There is no page ${name}: ${Object.keys(DOCUMENTS).join(', ')}.`);
}
