import type { Chart } from '../core/chart.ts';
import { INNER_WIDTH, PANEL } from './theme.ts';
import { wrapped } from './wrapped.ts';

/** A spec, as far as is known of anybody's. */
interface Spec {
  readonly title?: string | { readonly text: unknown; readonly subtitle?: string | readonly string[] };
  readonly height?: number;
  readonly autosize?: { readonly type?: string };
  readonly [name: string]: unknown;
}

/** What stands under the title of a chart, each thing that is said there on its own. */
export function partsUnder(chart: Chart | undefined): readonly string[] {
  const { title } = (chart?.spec ?? {}) as Spec;
  return typeof title === 'object' ? [title.subtitle ?? []].flat().flatMap((line) => line.split(' · ')) : [];
}

/** Charts in so many columns, without what they share: what is said above them, the theme, a size of their own. */
export function panelsSpec(
  charts: readonly Chart[],
  language: Chart['language'],
  wanted: number,
  saidAbove: (part: string) => boolean,
): object {
  // What is of several charts itself is as wide as a picture.
  const columns = charts.some(({ spec }) => 'hconcat' in spec) ? 1 : Math.min(wanted, charts.length);
  const room = (INNER_WIDTH - (columns - 1) * BETWEEN) / columns;
  const panels = charts.map((chart) => panelOf(chart, room, saidAbove));
  if (language === 'vega-lite') return { concat: panels, columns, spacing: BETWEEN };
  const padding = { row: BETWEEN, column: BETWEEN };
  return { layout: { columns, padding, bounds: 'full', align: 'each' }, marks: panels.map(group) };
}

/** Between charts. */
const BETWEEN = 32;
/** About as much as stands beside bars, and beside the others: names and numbers, or the labels of an axis. */
const BESIDE = { bars: 165, points: 112, cells: 0, others: 74 };
const [HEIGHT_MIN, HEIGHT_MAX] = [150, 240];

function kindOf({ language, spec }: Chart): keyof typeof BESIDE {
  if (language === 'vega') return 'axes' in spec ? 'points' : 'cells';
  return (spec as Spec).autosize?.type === 'fit-x' ? 'bars' : 'others';
}

interface Sized extends Spec {
  readonly width: number;
  readonly height: number;
}

function panelOf(chart: Chart, room: number, saidAbove: (part: string) => boolean): Sized {
  const { $schema: _schema, config: _config, autosize: _autosize, height, ...rest } = chart.spec as Spec;
  const kind = kindOf(chart);
  const width = Math.round(room - BESIDE[kind]);
  const usual = Math.min(HEIGHT_MAX, Math.max(HEIGHT_MIN, Math.round(width * 0.58)));
  const lines = partsUnder(chart).filter((part) => !saidAbove(part));
  const said = (typeof rest.title === 'object' ? rest.title.text : rest.title) ?? chart.title;
  // In its own picture it may have had two lines.
  const text = Array.isArray(said) ? wrapped(chart.title, room / PANEL.fontSize, 1) : said;
  const title = {
    ...{ text, ...PANEL, limit: room, frame: kind === 'bars' ? 'bounds' : 'group' },
    ...(lines.length > 0 && { subtitle: lines }),
  };
  // Bars are as high as there are.
  return { ...rest, title, width, height: (kind === 'bars' && height) || usual };
}

/** A spec of Vega as a part of another. */
const group = ({ width, height, signals = [], ...rest }: Sized): object => ({
  ...{ type: 'group', ...rest },
  signals: [{ name: 'width', value: width }, { name: 'height', value: height }, ...(signals as readonly object[])],
  encode: { update: { width: { value: width }, height: { value: height } } },
});
