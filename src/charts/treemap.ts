import type { Chart, Heading } from '../core/chart.ts';
import { compareText } from '../core/row.ts';
import type { NumberFormat } from '../core/view-chart.ts';
import { counted } from '../core/words.ts';
import { emWidth } from './em-width.ts';
import { type LabelField, labelFrom, type NumberField, numberFrom } from './field.ts';
import { windowOf } from './heading.ts';
import { leftOut } from './left-out.ts';
import { labelOf, textOf } from './numbers.ts';
import { sheet } from './sheet.ts';
import { ACCENT, CELL, CELL_INK, INK_ON_ACCENT } from './theme.ts';

export interface TreemapOptions<T> extends Heading {
  /** What a cell is called. */
  readonly key: LabelField<T>;
  /** How large it is. */
  readonly value: NumberField<T>;
  /** So many of the largest are marked. Default: 3. */
  readonly top?: number;
  /** Default: si. */
  readonly format?: NumberFormat;
}

/**
 * A cell for each row, as large as its number, with its name and number where they fit. What is zero or less, or no
 * number, has no area, and the chart says how many do. Of more than 500 the smallest are one cell together.
 */
export function treemap<T>(rows: readonly T[], options: TreemapOptions<T>): Chart {
  const { format = 'si', top = 3 } = options;
  const [nameOf, numberOf] = [labelFrom(options.key), numberFrom(options.value)];
  const all = rows
    .flatMap((row): Cell[] => {
      const value = numberOf(row);
      return value !== null && value > 0 ? [{ name: nameOf(row), value }] : [];
    })
    .sort((a, b) => b.value - a.value || compareText(a.name, b.name));
  const cells = all.length <= CELLS_MAX ? all : [...all.slice(0, CELLS_MAX - 1), together(all.slice(CELLS_MAX - 1))];
  const sum = cells.reduce((all, { value }) => all + value, 0);
  const values = cells.map(({ name, value }, i) => {
    const label = labelOf(format, value);
    const area = Math.max(value / sum, AREA_MIN);
    return { id: i + 1, parent: 0, name, area, label, top: i < top, em: emWidth(name), labelEm: emWidth(label) };
  });
  const [first] = cells;
  return sheet(options, {
    ...{ language: 'vega', marks: values.length, rows: rows.length, window: windowOf(rows) },
    notes: leftOut(rows.length - all.length, 'a number above zero'),
    alt: `${counted(cells.length, 'cell')}, the largest is ${first?.name} with ${textOf(format, first?.value ?? 0)}.`,
    spec: {
      data: [
        {
          name: 'tree',
          values: [{ id: 0 }, ...values],
          transform: [
            { type: 'stratify', key: 'id', parentKey: 'parent' },
            {
              ...{ type: 'treemap', field: 'area' },
              ...{ method: 'squarify', ratio: 1.5, round: true, paddingInner: cells.length > 60 ? 2 : 4 },
              size: [{ signal: 'width' }, { signal: 'height' }],
            },
          ],
        },
        { name: 'cells', source: 'tree', transform: [{ type: 'filter', expr: 'datum.id > 0' }, ...FITTED] },
      ],
      marks: [
        {
          ...{ type: 'rect', from: { data: 'cells' } },
          encode: {
            update: {
              ...{ x: { field: 'x0' }, x2: { field: 'x1' }, y: { field: 'y0' }, y2: { field: 'y1' } },
              cornerRadius: { signal: 'min(7, min(datum.w, datum.h) / 4)' },
              fill: [{ test: 'datum.top', value: ACCENT }, { value: CELL }],
            },
          },
        },
        text('name', 'datum.size', 'datum.y0 + datum.gap', 600, 'datum.size > 0'),
        text('label', 'datum.labelSize', 'datum.y0 + datum.gap + datum.size * 1.3', 400, 'datum.two'),
      ],
    },
  });
}

interface Cell {
  readonly name: string;
  readonly value: number;
}

const CELLS_MAX = 500;
/** Of the whole; less is nothing to be seen, and too little to be reckoned with. */
const AREA_MIN = 1e-7;

const together = (cells: readonly Cell[]): Cell => ({
  name: `${cells.length} others`,
  value: cells.reduce((all, { value }) => all + value, 0),
});

/**
 * Which letters fit into a cell: those of its name as large as they may be, from 10 to 24, its number under it where
 * there is room for both; a name that is too long for a wide cell is cut; else there are none.
 */
const FITTED = [
  ['w', 'datum.x1 - datum.x0'],
  ['h', 'datum.y1 - datum.y0'],
  ['gap', 'min(12, max(3, min(datum.w, datum.h) * 0.09))'],
  ['room', 'datum.w - 2 * datum.gap'],
  ['both', 'min(24, datum.room / datum.em, datum.room / datum.labelEm / 0.72, (datum.h - 2 * datum.gap) / 2.1)'],
  ['one', 'min(16, datum.room / datum.em, (datum.h - 2 * datum.gap) / 1.1)'],
  ['cut', 'datum.room > 80 && datum.h > 2 * datum.gap + 30 ? 14 : 0'],
  ['two', 'datum.both >= 13 || datum.cut > 0'],
  ['size', 'datum.both >= 13 ? datum.both : datum.cut > 0 ? datum.cut : datum.one >= 10 ? datum.one : 0'],
  // The number is smaller than the name, and large enough to be read where there is room for it.
  ['under', 'min(12, datum.size, datum.room / datum.labelEm, (datum.h - 2 * datum.gap - datum.size * 1.3) / 1.1)'],
  ['labelSize', 'max(datum.size * 0.72, datum.under)'],
].map(([as, expr]) => ({ type: 'formula', as, expr }));

const text = (field: string, size: string, y: string, weight: number, shown: string): object => ({
  ...{ type: 'text', from: { data: 'cells' }, interactive: false },
  encode: {
    update: {
      ...{ x: { signal: 'datum.x0 + datum.gap' }, y: { signal: y }, baseline: { value: 'top' } },
      text: { signal: `${shown} ? datum.${field} : ''` },
      ...{ fontSize: { signal: size }, fontWeight: { value: weight }, limit: { signal: 'datum.room' } },
      fill: [{ test: 'datum.top', value: INK_ON_ACCENT }, { value: CELL_INK }],
    },
  },
});
