import type { Millis } from '../../core/time.ts';
import { chosenKey, keysOf } from '../documents/keys.ts';
import { charted, found, instant } from '../documents/overview.ts';
import { statsShown } from '../documents/stats.ts';
import { knownKey } from '../documents/symbol.ts';
import type { ShownView, Stats } from '../documents/view-shapes.ts';
import type { World } from '../world.ts';
import type { Pictures } from './charts-pictures.ts';
import { type KeyTable, keyTable } from './report-table.ts';

export interface AskedReport {
  readonly key?: string;
  readonly at?: string;
}

export interface Report {
  readonly views: readonly ShownView[];
  /** Of a past instant. */
  readonly at: Millis | null;
  /** What it is worth, of the view that knows most of it. */
  readonly table: KeyTable | null;
  readonly pictures: readonly ReportPicture[];
  readonly stats: Stats | null;
}

export interface ReportPicture {
  readonly title: string;
  readonly alt: string;
  readonly png: Buffer;
}

/** The overview as a report: all charts that views declare, drawn, and the numbers behind them. */
export async function reportOf(world: World, { key, at }: AskedReport, pictures: Pictures): Promise<Report> {
  const then = instant(at);
  const views = await found(world, then);
  const chosen = key === undefined ? chosenKey(views) : await knownKey(world, key, keysOf(views), then);
  const charts = await charted(views, (chart) => (chart.each ? chosen : undefined));
  const drawn: ReportPicture[] = [];
  // One after the other, so that one report takes one place of those that wait.
  for (const chart of charts) {
    const png = await pictures.of({ kind: 'chart', ...chart }, { logger: world.logger });
    drawn.push({ title: chart.title, alt: chart.alt, png });
  }
  return {
    ...{ views: views.map(({ shown }) => shown), at: then ?? null, pictures: drawn },
    table: keyTable(views),
    stats: chosen === undefined ? null : await statsShown(world, views, chosen, then),
  };
}
