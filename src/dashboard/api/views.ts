import { MOMENT, NAME, only } from '../guard/schema.ts';
import type { Routes } from '../routes.ts';
import { keptViews, viewNamed } from './views-known.ts';
import { type AskedRows, nextQuery, pageOf } from './views-page.ts';
import { asCsv, asJson, isCsv } from './views-written.ts';

/**
 * `/api/views`: which views there are. `/api/views/NAME`: rows of one, by start and key, as `millrace rows` writes
 * them: a JSON array, or CSV where that is asked for by `format` or Accept. Where there are more rows than an answer
 * holds, its Link header names the address of the next ones, none of them lost or given twice.
 */
export const viewRoutes: Routes = (app, world) => {
  app.get('/api/views', { config: { etag: true } }, async () => ({ views: await keptViews(world) }));
  app.get<{ Params: { readonly name: string }; Querystring: AskedRows }>(
    '/api/views/:name',
    { schema: { params: only({ name: NAME }), querystring: QUERY }, config: { etag: true } },
    async ({ params, query, headers }, reply) => {
      const page = await pageOf(params.name, await viewNamed(world, params.name), query, world.clock);
      const csv = isCsv(query.format, headers.accept);
      reply.header('vary', 'Accept').type(csv ? CSV : 'application/json; charset=utf-8');
      const next = nextQuery(page, { ...query, format: csv ? 'csv' : 'json' });
      if (next !== undefined) {
        reply.header('link', `</api/views/${encodeURIComponent(params.name)}?${next}>; rel="next"`);
      }
      return csv ? asCsv(page.rows) : asJson(page.rows);
    },
  );
};

const CSV = 'text/csv; charset=utf-8; header=present';

/** Of rows, in one answer. */
export const ROWS_MAX = 10_000;

const QUERY = only({
  ...{ from: MOMENT, to: MOMENT, key: NAME },
  limit: { type: 'integer', minimum: 1, maximum: ROWS_MAX, default: ROWS_MAX },
  format: { type: 'string', enum: ['json', 'csv'] },
  // As a Link header gives it: behind which key of the first window the rows begin.
  after: { type: 'string', maxLength: 1_000 },
});
