import { PipelineError } from './errors.ts';
import { flat } from './flat.ts';

/**
 * Rows as CSV by RFC 4180, amounts exact: a header, lines that end in CR LF, and quotes around what holds a quote, a
 * comma or a line's end, and around nothing else. Nothing is an empty field; what is no text, number or truth is JSON.
 */
export class Csv {
  #columns: readonly string[] | undefined;

  /** The lines of these rows; the first ones decide the columns, and stand behind the header. */
  next(rows: readonly unknown[]): string {
    const shown = rows.map(flat);
    const lines: string[] = [];
    if (this.#columns === undefined && rows.length > 0) {
      this.#columns = [...new Set(shown.flatMap((row) => [...row.keys()]))];
      lines.push(lineOf(this.#columns));
    }
    const columns = this.#columns ?? [];
    for (const [i, row] of shown.entries()) {
      const whole = new Map([...wholeOf(rows[i]), ...row]);
      const lost = [...row.keys()].find((name) => !columns.includes(name) && !columns.includes(outer(name)));
      if (lost !== undefined) throw unforeseen(lost, columns);
      lines.push(lineOf(columns.map((name) => whole.get(name))));
    }
    return lines.join('');
  }
}

/** A row before it is flat: what stood empty in the first rows may be more than one column later. */
function wholeOf(row: unknown): readonly [string, unknown][] {
  const shown: unknown = JSON.parse(JSON.stringify(row ?? null));
  return typeof shown === 'object' && shown !== null ? Object.entries(shown) : [];
}

const outer = (name: string): string => name.slice(0, Math.max(0, name.indexOf('.')));

const lineOf = (values: readonly unknown[]): string => `${values.map(fieldOf).join(',')}\r\n`;

function fieldOf(value: unknown): string {
  const text = value === null || value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const unforeseen = (name: string, columns: readonly string[]): PipelineError =>
  new PipelineError(
    'LIMIT',
    `A row has ${name}, and the header has been written without it (${columns.join(', ')}): take --json, where each ` +
      'row has its own names.',
  );
