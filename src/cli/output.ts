import { Csv } from '../core/csv.ts';
import { Table } from '../core/table.ts';
import { toStdout } from '../sinks/print.ts';
import { secrets } from './secrets.ts';

/** Rows that are held to be aligned, at most: what follows may need other columns, which are named again then. */
const PAGE = 1_000;

/**
 * Writes results to stdout and waits until they are taken, so that a slow reader slows us down. Results are data, and
 * what was asked for: no secret is looked for in them.
 */
export const print = toStdout;

/** As what rows are printed; without either as a table. */
export interface Format {
  readonly json?: boolean | undefined;
  readonly csv?: boolean | undefined;
  /** In a table nothing is cut. */
  readonly whole?: boolean | undefined;
}

/** Prints rows as they come: as a table, as CSV, or as JSON, one a line; rows that know their exact JSON by that. */
export function printer({
  json = false,
  csv = false,
  whole = false,
}: Format): (rows: readonly object[]) => Promise<void> {
  const texts = csv ? new Csv() : new Table(whole ? Number.POSITIVE_INFINITY : undefined);
  const textOf = (rows: readonly object[]) =>
    json ? rows.map((row) => JSON.stringify(row)).join('\n') : texts.next(rows);
  return async (rows) => {
    if (rows.length > 0) await print(`${textOf(rows)}${csv ? '' : '\n'}`);
  };
}

/** Rows as JSON, one a line, as CSV or as a table. Gives how many there were. */
export async function printRows(rows: AsyncIterable<object> | Iterable<object>, format: Format): Promise<number> {
  const write = printer(format);
  let page: object[] = [];
  let n = 0;
  for await (const row of rows) {
    n++;
    if (page.push(row) < PAGE) continue;
    await write(page);
    page = [];
  }
  await write(page);
  return n;
}

/** Says something on stderr that is neither a result nor a log line, without secrets. */
export const say = (line: string): void => void process.stderr.write(`${secrets.redact(line)}\n`);
