import type { Chart, Heading } from '../core/chart.ts';
import { PipelineError } from '../core/errors.ts';
import { windowIn } from '../core/pipeline.ts';
import type { Row } from '../core/row.ts';
import { overTime, type ViewChart } from '../core/view-chart.ts';
import { drawing } from './drawing.ts';
import { addsUp, chosen, fieldsIn, inDollars } from './fields.ts';
import { grouped } from './groups.ts';
import { headingOf } from './heading.ts';
import type { KeptView } from './kept-view.ts';
import type { Seen } from './seen.ts';

/** How windows are drawn: as a view declares it, or as somebody asks for it. */
export interface Wanted extends ViewChart {
  /** One bar, cell, line … for each key, unless keys are added up. */
  readonly group?: 'key' | 'none';
  /** It is of this key alone. */
  readonly key?: string | undefined;
}

/**
 * Windows of a view as a chart. Bars, cells and points are of all windows together, folded into one for each key;
 * lines, columns and candles have a place for each window. A PipelineError CONFIG for fields that cannot be drawn so.
 */
export async function drawn(view: string, kept: KeptView, all: Seen, wanted: Wanted): Promise<Chart> {
  const { type = 'bar', group = 'key', draw, by } = wanted;
  const { fold, size } = windowIn(kept.pipeline);
  const apart = draw ? by === 'window' : overTime(type);
  if (!draw && apart && !Number.isFinite(size)) {
    throw new PipelineError(
      'CONFIG',
      `${view} is of totals, without windows over time. Wanted: bar, treemap, scatter.`,
    );
  }
  const rows = grouped(fold, all.windows, ({ key, start }) =>
    JSON.stringify([group === 'key' ? key : '', apart ? start : 0]),
  );
  const heading = (fields: readonly string[]) => headingOf(view, kept, all, { ...wanted, title: titleOf(), fields });
  const titleOf = () => (typeof wanted.title === 'function' ? wanted.title(rows as readonly never[]) : wanted.title);
  if (draw) {
    const chart: unknown = draw(rows as readonly never[], await heading([]));
    if (isChart(chart)) return chart;
    throw new PipelineError('CONFIG', `The draw of a chart of ${view} gave ${typeof chart}, wanted a chart.`);
  }

  const asked = wanted.field === undefined ? [] : [wanted.field].flat();
  const fields = chosen(view, type, asked, fieldsIn(fold, rows));
  const parts = type === 'treemap' || (type === 'columns' && new Set(rows.map(({ key }) => key)).size > 1);
  const sum = fields.find((field) => !addsUp(fold, field));
  if (sum !== undefined && (parts || group === 'none')) {
    const as = group === 'none' ? 'of all keys together' : `as parts of ${type === 'treemap' ? 'a treemap' : type}`;
    throw new PipelineError('CONFIG', `${sum} cannot be added up, and so not be drawn ${as}. Sums and counts can.`);
  }
  const [field = ''] = fields.slice(-1);
  const format = wanted.format ?? (inDollars(fold, field) ? 'dollars' : undefined);
  const named: readonly Row[] = group === 'none' ? rows.map((row) => ({ ...row, key: 'all' })) : rows;
  const above: Heading = await heading(fields);
  return drawing(named, above, {
    ...{ type, fields, format, size, logAxes: wanted.log ?? false },
    ...(wanted.top !== undefined && { top: wanted.top }),
  });
}

/** A file may be run without its types. */
const isChart = (given: unknown): given is Chart =>
  typeof given === 'object' && given !== null && 'kind' in given && given.kind === 'chart';
