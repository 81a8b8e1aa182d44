import type { Routes } from '../routes.ts';
import { chartRoutes } from './charts.ts';
import { Pictures } from './charts-pictures.ts';
import { klineRoutes } from './klines.ts';
import { reportRoutes } from './report.ts';
import { statsRoutes } from './stats.ts';
import { viewRoutes } from './views.ts';

/** What programs ask for: rows, pictures and reports, and one store of pictures for all of them. */
export const api: Routes = (app, world) => {
  const pictures = new Pictures();
  const all = [viewRoutes, statsRoutes, chartRoutes(pictures), klineRoutes(pictures), reportRoutes(pictures)];
  for (const routes of all) routes(app, world);
};
