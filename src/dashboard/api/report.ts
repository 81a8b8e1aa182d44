import { createHash } from 'node:crypto';
import { MOMENT, NAME, only } from '../guard/schema.ts';
import type { Routes } from '../routes.ts';
import type { Pictures } from './charts-pictures.ts';
import { type AskedReport, reportOf } from './report-data.ts';
import { REPORT_STYLE, reportPage } from './report-page.ts';

/** `/api/report.html`: one page that needs nothing beside itself, to be kept or mailed, now or as of an instant. */
export const reportRoutes =
  (pictures: Pictures): Routes =>
  (app, world) => {
    app.get<{ Querystring: AskedReport }>(
      '/api/report.html',
      { schema: { querystring: QUERY }, config: { etag: true } },
      async ({ query }, reply) => {
        const report = await reportOf(world, query, pictures);
        return reply
          .header('content-security-policy', POLICY)
          .type('text/html; charset=utf-8')
          .send(reportPage(report));
      },
    );
  };

const QUERY = only({ key: NAME, at: MOMENT });

/** Its own style is known by its hash; nothing else but the pictures in it is let in. */
const POLICY = [
  "default-src 'none'",
  'img-src data:',
  `style-src 'sha256-${createHash('sha256').update(REPORT_STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
