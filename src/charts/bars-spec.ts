import type { NumberFormat } from '../core/view-chart.ts';
import { emWidth } from './em-width.ts';
import { labelOf, NOTHING } from './numbers.ts';
import type { Drawing } from './sheet.ts';
import { CALM, INNER_WIDTH, LOSS, WIDTH } from './theme.ts';

export interface Bar {
  readonly name: string;
  /** Null where there is none. */
  readonly n: number | null;
}

/** Bars in the order given, in the words of Vega-Lite: in one column, or in several beside each other, on one scale. */
export function barsSpec(bars: readonly Bar[], format: NumberFormat): Pick<Drawing, 'spec' | 'frame'> {
  const { columns, step, size } = LAYOUTS.find(({ upTo }) => bars.length <= upTo) ?? LAST;
  const values = bars.map(({ name, n }, i) => ({
    // Two rows may have one name, and are two bars.
    ...{ id: `${name}${SEPARATOR}${i}`, n: n ?? 0, label: n === null ? NOTHING : labelOf(format, n) },
  }));
  const known = values.map(({ n }) => n);
  const [least, most] = [Math.min(0, ...known), Math.max(0, ...known)];
  const widest = (texts: readonly string[]) => texts.reduce((most, text) => Math.max(most, emWidth(text) * size), 0);
  const [names, labels] = [widest(bars.map(({ name }) => name)), widest(values.map(({ label }) => label))];
  const room = (INNER_WIDTH - (columns - 1) * BETWEEN) / columns;
  const beside = Math.min(NAME_MAX, names) + labels + 2 * LABEL_GAP;
  const width = Math.max(least < 0 ? 2 * (labels + LABEL_GAP) : 0, WIDTH_MIN, room - beside);
  // The number of a bar to the left stands left of it, and has to keep clear of the names, also in a small chart.
  const clear = Math.min(0.5, (labels + LABEL_GAP) / Math.min(width, SMALL));
  const left = least < 0 ? least - ((most - least) * clear) / (1 - clear) : 0;
  const shape = { size, domain: [left, most > 0 || least < 0 ? most : 1] };
  if (columns === 1) {
    const frame = { width: WIDTH, height: step * bars.length, autosize: { type: 'fit-x', contains: 'padding' } };
    return { frame, spec: { data: { values }, ...drawn(shape) } };
  }
  const each = Math.ceil(values.length / columns);
  const slices = Array.from({ length: columns }, (_, i) => values.slice(i * each, (i + 1) * each));
  const hconcat = slices.map((slice) => ({
    ...{ width, height: step * slice.length, data: { values: slice } },
    ...drawn({ ...shape, cut: true }),
  }));
  // As far apart as if all names and numbers were as wide as the widest, so that columns are.
  return { frame: {}, spec: { bounds: 'flush', spacing: beside + BETWEEN, hconcat } };
}

interface Shape {
  /** Of the letters. */
  readonly size: number;
  readonly domain: readonly number[];
  /** Names are shorter where there are several columns. */
  readonly cut?: true;
}

const drawn = ({ size, domain, cut }: Shape): object => ({
  encoding: {
    y: {
      ...{ field: 'id', type: 'nominal', sort: null, title: null, scale: { paddingInner: 0.28, paddingOuter: 0.1 } },
      axis: {
        ...{ grid: false, labelFontSize: size, labelExpr: NAME, labelOverlap: false },
        ...(cut && { labelLimit: NAME_MAX }),
      },
    },
    x: { field: 'n', type: 'quantitative', title: null, axis: null, scale: { domain, nice: false } },
  },
  layer: [
    {
      mark: { type: 'bar', cornerRadiusEnd: 3 },
      encoding: { color: { condition: { test: 'datum.n < 0', value: LOSS }, value: CALM } },
    },
    ...[
      { align: 'left', dx: LABEL_GAP, test: 'datum.n >= 0' },
      { align: 'right', dx: -LABEL_GAP, test: 'datum.n < 0' },
    ].map(({ align, dx, test }) => ({
      mark: { type: 'text', align, baseline: 'middle', dx, fontSize: size },
      encoding: { text: { condition: { test, field: 'label', type: 'nominal' }, value: '' } },
    })),
  ],
});

/** In how many columns, how far apart and how large bars are, by their number. */
const LAST = { upTo: 200, columns: 3, step: 18, size: 13 };
const LAYOUTS = [
  { upTo: 12, columns: 1, step: 38, size: 16 },
  { upTo: 24, columns: 1, step: 28, size: 15 },
  { upTo: 40, columns: 1, step: 23, size: 15 },
  { upTo: 100, columns: 2, step: 21, size: 14 },
];
/** Between columns. */
const BETWEEN = 30;
const LABEL_GAP = 8;
const NAME_MAX = 130;
const WIDTH_MIN = 60;
/** What is left for the bars of a chart beside another. */
const SMALL = 250;

/** No name has it, and no axis shows it. */
const SEPARATOR = '\u001f';
const NAME = `slice(datum.label, 0, lastindexof(datum.label, '${SEPARATOR}'))`;
