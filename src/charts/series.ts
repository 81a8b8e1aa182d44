import type { Heading } from '../core/chart.ts';
import { compareText } from '../core/row.ts';
import type { NumberFormat } from '../core/view-chart.ts';
import type { LabelField, NumberField } from './field.ts';
import { COLOURS, OTHERS } from './theme.ts';

/** What a chart over time is of. */
export interface OverTime<T> extends Heading {
  /** When, in ms: of a window, when it begins. */
  readonly x: NumberField<T>;
  readonly y: NumberField<T>;
  /** A line, or a part of each column, of its own for each value of this field. */
  readonly series?: LabelField<T>;
  /** Default: si. */
  readonly format?: NumberFormat;
}

/** What the series of a chart are told apart by. */
export interface Told {
  /** What a series stands for in the legend: itself, or the others. */
  readonly nameOf: (series: string) => string;
  /** In the words of Vega-Lite: those of the legend, and their colours. */
  readonly scale: { readonly domain: readonly string[]; readonly range: readonly string[] };
  readonly legend: object | null;
}

/**
 * The greatest series get colours of their own, the others are all grey: nobody can tell more colours apart. `sizes`:
 * how great each one is. A chart of one series without a name needs no legend.
 */
export function toldApart(sizes: ReadonlyMap<string, number>): Told {
  const ranked = [...sizes].sort((a, b) => b[1] - a[1] || compareText(a[0], b[0])).map(([name]) => name);
  const own = ranked.length <= COLOURS.length ? ranked : ranked.slice(0, COLOURS.length - 1);
  const others = `${ranked.length - own.length} others`;
  const rest = own.length < ranked.length;
  const domain = [...own, ...(rest ? [others] : [])];
  return {
    nameOf: (series) => (rest && !own.includes(series) ? others : series),
    scale: { domain, range: [...COLOURS.slice(0, own.length), ...(rest ? [OTHERS] : [])] },
    legend: domain.every((name) => name === '') ? null : { columns: LEGEND_COLUMNS },
  };
}

/** Of entries beside each other, each as wide as its label may be. */
const LEGEND_COLUMNS = 5;
