import { flat } from './flat.ts';

/** Cells wider than this are cut where nothing else is said: one long value must not push the others off the screen. */
const WIDTH_MAX = 60;

/**
 * Lines of aligned columns under their names, numbers by their points; rows that know their exact JSON are shown by it.
 * What is no object stands in a column `value`. Empty for no rows.
 */
export const table = (rows: readonly unknown[]): string => new Table().next(rows);

interface Column {
  readonly width: number;
  /** How much stands behind the place of the point. */
  readonly places: number;
  readonly numeric: boolean;
}

/** A table of which the rows come one after the other: the columns are named again only where they have changed. */
export class Table {
  readonly #widest: number;
  #columns: ReadonlyMap<string, Column> = new Map();

  constructor(widest = WIDTH_MAX) {
    this.#widest = widest;
  }

  /** The lines of these rows. */
  next(rows: readonly unknown[]): string {
    const shown = rows.map(flat);
    const names = [...new Set([...this.#columns.keys(), ...shown.flatMap((row) => [...row.keys()])])];
    if (names.length === 0 || rows.length === 0) return '';
    const text = (value: unknown) => textOf(value, this.#widest);
    const columnOf = (name: string) =>
      columnFor(
        text(name),
        shown.map((row) => text(row.get(name))),
        this.#columns.get(name),
      );
    const columns = new Map(names.map((name) => [name, columnOf(name)]));
    const named = JSON.stringify([...columns]) !== JSON.stringify([...this.#columns]);
    this.#columns = columns;
    const lines = shown.map((row) => [...columns].map(([name, column]) => cell(text(row.get(name)), column)));
    const head = [...columns].map(([name, column]) => pad(text(name), column));
    const rule = [...columns.values()].map(({ width }) => '-'.repeat(width));
    return [...(named ? [head, rule] : []), ...lines].map((cells) => cells.join('  ').trimEnd()).join('\n');
  }
}

/** As wide as it was, or wider. */
function columnFor(name: string, values: readonly string[], before?: Column): Column {
  const numeric = (before?.numeric ?? true) && values.every((text) => text === '' || NUMBER.test(text));
  const places = Math.max(before?.places ?? 0, ...values.map(placesOf));
  const widths = values.map((text) => widthOf(text) + (numeric ? places - placesOf(text) : 0));
  return { numeric, places, width: Math.max(widthOf(name), before?.width ?? 0, ...widths) };
}

const cell = (text: string, column: Column): string =>
  pad(column.numeric ? text + ' '.repeat(column.places - placesOf(text)) : text, column);

function pad(text: string, { width, numeric }: Column): string {
  const blank = ' '.repeat(Math.max(0, width - widthOf(text)));
  return numeric ? blank + text : text + blank;
}

const NUMBER = /^-?\d+(\.\d+)?(e[-+]?\d+)?$/;

const placesOf = (text: string): number => (text.includes('.') ? text.length - text.indexOf('.') : 0);

/** In characters, not in halves of them. */
const widthOf = (text: string): number => [...text].length;

function textOf(value: unknown, widest: number): string {
  if (value === null || value === undefined) return '';
  const text = [...printable(typeof value === 'string' ? value : JSON.stringify(value))];
  return text.length > widest ? `${text.slice(0, widest - 1).join('')}…` : text.join('');
}

/** Text from outside with nothing in it that a terminal would obey. */
export const printable = (text: string): string => text.replace(/\p{Cc}/gu, '·');
