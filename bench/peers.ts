import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generated } from './generated.ts';
import { interleaved, median, megabytes, seconds, typical } from './interleaved.ts';
import type { Run } from './measured.ts';
import { checksum, mustAgree } from './peers/agreement.ts';
import { peersOf } from './peers/programs.ts';
import { right, table } from './table.ts';

const TRADES = 5_000_000;
const TIMES = 7;

/** `usd-per-minute` against other programs that find the same. */
export async function peers(): Promise<string> {
  const log = await generated(TRADES);
  const folder = await mkdtemp(join(tmpdir(), 'millrace-bench-'));
  try {
    const { programs, absent } = await peersOf(log, folder);
    const runs = await interleaved(programs, TIMES);
    const [[{ stdout: ours = '' } = {}] = []] = Object.values(runs);
    for (const [name, claims] of Object.entries(programs)) {
      for (const { stdout } of runs[name] ?? []) mustAgree(name, claims, stdout, ours);
    }
    return told(runs, checksum(ours), absent);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Runs = Readonly<Record<string, readonly Run[]>>;

function measurements(runs: Runs): string {
  const naive = typical(runs['naive RxJS'] ?? [], 'ms');
  const rows = Object.entries(runs).map(([name, all]) => {
    const times = all.map(({ ms }) => ms);
    const others = all.flatMap(({ other }) => other ?? []);
    const time = typical(all, 'ms');
    return [
      ...[name, seconds(time), `${seconds(Math.min(...times))} – ${seconds(Math.max(...times))}`],
      ...[(TRADES / 1e3 / time).toFixed(2), (naive / time).toFixed(2), seconds(typical(all, 'cpu')), megabytes(all)],
      others.length > 0 ? median(others).toFixed(2) : '-',
    ];
  });
  const titles = ['s', 'from – to', 'million trades/s', '× naive', 'CPU s', 'peak MB', 'others'];
  return table([{ title: 'program' }, ...titles.map(right)], rows);
}

/** How many times as fast as each of the others ours are. */
function ratios({ 'Millrace, columns': columns = [], 'Millrace, objects': objects = [], ...others }: Runs): string {
  const rows = Object.entries(others).map(([name, all]) => [
    name,
    ...[columns, objects].flatMap((ours) =>
      (['ms', 'cpu'] as const).map((of) => (typical(all, of) / typical(ours, of)).toFixed(2)),
    ),
  ]);
  return table([{ title: '' }, ...['columns', 'by CPU', 'objects', 'by CPU'].map(right)], rows);
}

const told = (runs: Runs, sum: string, absent: readonly string[]): string =>
  `\`usd-per-minute\` over a generated log of ${TRADES / 1e6} million trades of fourteen pairs, with its ticks: whole processes,
start-up included, shuffled in each of ${TIMES} rounds. Medians, and the quickest and the slowest run; \`× naive\` is how many
times as fast as naive RxJS by the clock, \`others\` how many cores all other processes kept busy meanwhile: the more, the
less the clock says, and the more the CPU time.

${measurements(runs)}

How many times as fast as the others Millrace is, by the clock and by the time of CPU:

${ratios(runs)}

${absent.map((one) => `${one}\n\n`).join('')}All found the same rows: start, key and number of trades of each have the checksum ${sum}. What they did for it:

- **Millrace** as \`millrace replay … --json\` runs it: repetitions left out, late trades set aside, sums exact to the last
  digit, into the store in memory. \`columns\` is pipelines/usd-per-minute.ts; \`objects\` has functions in place of the names
  of fields, bench/programs/lambdas.ts. Both print the same to the letter.
- **The others** sum in doubles, and leave no repetition out. Units and dollars are within a billionth of ours, dollars
  besides within half of the eighth place for each trade, to which ours rounds.
- **naive RxJS** is what one writes first: \`groupBy\` with a duration, and the prices of the last tick. Its dollars are
  compared where the quote is USDT.
- **@most/core, Effect Stream, Node streams**: one event an item, the step for one line shared by all three, windows closed
  as ours are. Lines by readline; with Effect by its own \`splitLines\`.
- **DuckDB**, from Node, on one thread: typed columns by \`read_json\`, dollars by \`ASOF JOIN\`; late trades stay in.
  Nothing can be had of it before it has read the whole log. \`no dollars\` leaves prices and ticks out.
- **simdjson** on demand in C++, one pass over the fields of a line, one thread: a general parser at its best.`;
