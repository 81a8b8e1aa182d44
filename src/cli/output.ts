import { table } from '../core/table.ts';
import { toStdout } from '../sinks/print.ts';

/** Rows of one table: a longer list is several tables, so that it need not be held in memory to be aligned. */
const TABLE_ROWS = 1_000;

/** Writes results to stdout and waits until they are taken, so that a slow reader slows us down. */
export const print = toStdout;

/** Rows as JSON, one a line, or as a table; rows that know their exact JSON are written by it. */
export async function printRows(
  rows: AsyncIterable<object> | Iterable<object>,
  { json = false }: { readonly json?: boolean | undefined },
): Promise<void> {
  let page: object[] = [];
  const flush = async () => {
    if (page.length === 0) return;
    await print(`${json ? page.map((row) => JSON.stringify(row)).join('\n') : table(page)}\n`);
    page = [];
  };
  for await (const row of rows) {
    if (page.push(row) === TABLE_ROWS) await flush();
  }
  await flush();
}

/** Says something on stderr that is neither a result nor a log line. */
export const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** `15,836`: whole numbers as people read them. */
export const grouped = (n: number): string => Math.round(n).toLocaleString('en-US');

/** `1 shard`, `5 shards`. */
export const counted = (n: number, what: string): string => `${grouped(n)} ${what}${n === 1 ? '' : 's'}`;
