/** Cells wider than this are cut: one long value must not push the others off the screen. */
const WIDTH_MAX = 60;

/**
 * Lines of aligned columns under their names, numbers to the right; rows that know their exact JSON are shown by it.
 * Empty for no rows.
 */
export function table(rows: readonly object[]): string {
  const shown = rows.map((row) => flat(JSON.parse(JSON.stringify(row))));
  const columns = [...new Set(shown.flatMap((row) => Object.keys(row)))];
  if (columns.length === 0) return '';
  const cells = shown.map((row) => columns.map((column) => textOf(row[column])));
  const widths = columns.map((name, i) => Math.max(name.length, ...cells.map((line) => line[i]?.length ?? 0)));
  const right = columns.map((_, i) => cells.every((line) => line[i] === '' || /^-?[\d.]+$/.test(line[i] ?? '')));
  const line = (texts: readonly string[]) =>
    texts
      .map((text, i) => (right[i] ? text.padStart(widths[i] ?? 0) : text.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd();
  return [line(columns), line(widths.map((width) => '-'.repeat(width))), ...cells.map(line)].join('\n');
}

type Flat = { readonly [column: string]: unknown };

/** `{ ohlc: { open: 1 } }` becomes a column `ohlc.open`; instants become text that people read. */
function flat(row: Flat): Flat {
  return Object.fromEntries(
    Object.entries(row).flatMap(([name, value]) => {
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
        return Object.entries(value).map(([inner, v]) => [`${name}.${inner}`, v]);
      }
      return [[name, INSTANTS.has(name) ? instant(value) : value]];
    }),
  );
}

const INSTANTS: ReadonlySet<string> = new Set(['start', 'end', 'time']);

const instant = (value: unknown): unknown =>
  typeof value === 'number' && value > 0 && value < 8.64e15 ? new Date(value).toISOString() : value;

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = printable(typeof value === 'string' ? value : JSON.stringify(value));
  return text.length > WIDTH_MAX ? `${text.slice(0, WIDTH_MAX - 1)}…` : text;
}

/** Text from outside with nothing in it that a terminal would obey. */
export const printable = (text: string): string => text.replace(/\p{Cc}/gu, '·');
