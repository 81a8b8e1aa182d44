import type { ShownRows, Stats, SymbolDocument } from '../documents/view-shapes.ts';
import { chartGrid } from './chart-grid.ts';
import { el, fill, say } from './dom.ts';
import type { Frame } from './frame.ts';
import { listed, type Part } from './listed.ts';
import { groupedText } from './numbers.ts';
import { table } from './table.ts';
import { clockText, instantShort } from './times.ts';
import { viewPage } from './view-page.ts';

/** `/symbols/KEY`: the charts of one symbol, what its prices were in the last hour, and its rows. */
export function symbolPage(frame: Frame, symbol: string): void {
  const [heading, stats, tables] = [
    el('h1', {}, symbol),
    el('section', { class: 'stats' }),
    el('div', { class: 'grid' }),
  ];
  const grid = chartGrid();
  const drawTables = listed<Rows>(tables, ({ rows }) => rows.view, rowsCard);
  viewPage<SymbolDocument>(frame, {
    name: 'symbol',
    key: symbol,
    path: (key) => ({ path: ['symbols', key ?? symbol] }),
    beside: el('span'),
    body: el('div', {}, heading, stats, grid.element, tables),
    draw(document) {
      frame.title(document.key);
      say(heading, document.key);
      fill(stats, document.stats && statsList(document.stats, frame.now()));
      grid.draw(document, frame.now());
      drawTables(document.rows.map((rows) => ({ rows, now: frame.now() })));
    },
  });
}

function statsList({ min, mean, max, last, candles, from, to }: Stats, now: number): HTMLElement {
  const all = Object.entries({ Last: last, Least: min, Mean: mean, Most: max });
  const items = all.map(([name, n]) => el('div', {}, el('dt', {}, name), el('dd', {}, priceText(n))));
  const span = candles === 1 ? 'one minute' : `${candles} minutes`;
  const of = `Closing prices of ${span}, ${clockText(from, now)} to ${clockText(to, now)}`;
  return el('div', {}, el('dl', {}, ...items), el('p', { class: 'lines' }, of));
}

/** A price of one is told to the cent, a small one to its eighth place, as exchanges do. */
export const priceText = (n: number): string =>
  n.toLocaleString('en', Math.abs(n) >= 1 ? { minimumFractionDigits: 2, maximumFractionDigits: 2 } : SMALL);

const SMALL = { maximumFractionDigits: 8 };

interface Rows {
  readonly rows: ShownRows;
  readonly now: number;
}

function rowsCard(item: Rows): Part<Rows> {
  const { view } = item.rows;
  const shown = table(`Rows of ${view}, the newest first`);
  const update = ({ rows: { columns, rows }, now }: Rows) => {
    const every = (i: number, pattern: RegExp) => rows.every(({ cells }) => cells[i] == null || pattern.test(cells[i]));
    const titled = columns.map((name, i) => {
      const instant = rows.length > 0 && every(i, INSTANT);
      return { title: instant ? `${name}, UTC` : name, number: every(i, NUMBER), instant };
    });
    shown.show(
      [{ title: 'window' }, ...titled],
      rows.map(({ final, cells }) => [
        final ? 'final' : el('span', { class: 'badge open' }, 'open'),
        ...cells.map((cell, i) => {
          if (cell === null) return '–';
          const { instant, number } = titled[i] ?? {};
          return instant ? instantShort(cell, now) : number ? groupedText(cell) : cell;
        }),
      ]),
    );
  };
  update(item);
  return { element: el('article', { class: 'card wide' }, el('h2', {}, view), shown.element), update };
}

const NUMBER = /^-?[\d.]+$/;
const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
