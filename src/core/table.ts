/** Cells wider than this are cut: one long value must not push the others off the screen. */
const WIDTH_MAX = 60;

/**
 * Lines of aligned columns under their names, numbers by their points; rows that know their exact JSON are shown by it.
 * What is no object stands in a column `value`. Empty for no rows.
 */
export function table(rows: readonly unknown[]): string {
  const shown = rows.map((row) => flat(JSON.parse(JSON.stringify(row ?? null))));
  const names = [...new Set(shown.flatMap((row) => [...row.keys()]))];
  if (names.length === 0) return '';
  const columns = names.map((name) =>
    column(
      textOf(name),
      shown.map((row) => textOf(row.get(name))),
    ),
  );
  const lines = Array.from({ length: rows.length + 2 }, (_, i) => columns.map((cells) => cells[i] ?? '').join('  '));
  return lines.map((line) => line.trimEnd()).join('\n');
}

/** Not an object: a column may be called as what every object has. */
type Flat = ReadonlyMap<string, unknown>;

/** `{ ohlc: { open: 1 } }` becomes a column `ohlc.open`; instants become text that people read. */
function flat(row: unknown): Flat {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) return new Map([['value', row]]);
  return new Map(
    Object.entries(row).flatMap(([name, value]): [string, unknown][] => {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[name, instant(name, value)]];
      return Object.entries(value).map(([inner, v]) => [`${name}.${inner}`, instant(inner, v)]);
    }),
  );
}

const INSTANTS: ReadonlySet<string> = new Set(['start', 'end', 'closes', 'time']);

/** An instant that is none, such as the end of a total, stands empty. */
function instant(name: string, value: unknown): unknown {
  if (!INSTANTS.has(name) || typeof value !== 'number') return value;
  return value > 0 && value < 8.64e15 ? new Date(value).toISOString() : null;
}

/** The cells of a column, all of one width: its name, a rule, its values. */
function column(name: string, values: readonly string[]): readonly string[] {
  const numeric = values.every((text) => text === '' || NUMBER.test(text));
  const places = Math.max(...values.map(placesOf));
  const aligned = numeric ? values.map((text) => text + ' '.repeat(places - placesOf(text))) : values;
  const width = Math.max(...[name, ...aligned].map(widthOf));
  const pad = (text: string) => {
    const blank = ' '.repeat(width - widthOf(text));
    return numeric ? blank + text : text + blank;
  };
  return [pad(name), '-'.repeat(width), ...aligned.map(pad)];
}

const NUMBER = /^-?\d+(\.\d+)?(e[-+]?\d+)?$/;

/** How much stands behind the place of the point. */
const placesOf = (text: string): number => (text.includes('.') ? text.length - text.indexOf('.') : 0);

/** In characters, not in halves of them. */
const widthOf = (text: string): number => [...text].length;

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = [...printable(typeof value === 'string' ? value : JSON.stringify(value))];
  return text.length > WIDTH_MAX ? `${text.slice(0, WIDTH_MAX - 1).join('')}…` : text.join('');
}

/** Text from outside with nothing in it that a terminal would obey. */
export const printable = (text: string): string => text.replace(/\p{Cc}/gu, '·');
