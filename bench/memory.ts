import { join } from 'node:path';
import { generated, generatedOf } from './generated.ts';
import { interleaved, megabytes, seconds, typical } from './interleaved.ts';
import { node, type Program, ROOT, type Run } from './measured.ts';
import { right, table } from './table.ts';

const SIZES = [500_000, 5_000_000, 20_000_000];
const TIMES = 3;
const KEYS = [10, 1_000, 10_000, 100_000];
const TRADES = 2_000_000;
/** Else V8's young generation grows to its own cap in any program that runs for long, and hides what is held. MiB. */
const YOUNG = 8;

/** The peak memory of `usd-per-minute` by the number of trades and of keys. */
export async function memory(): Promise<string> {
  const sizes = await replayed(SIZES, (trades) => generated(trades), []);
  const held = await replayed(SIZES, (trades) => generated(trades), [`--max-semi-space-size=${YOUNG}`]);
  const keys = await replayed(KEYS, (count) => generatedOf(count, TRADES), [], 1);
  return `The peak memory of \`millrace replay usd-per-minute --json\` by the number of trades, of fourteen pairs, as Node is, and with
its young generation held to ${YOUNG} MiB (\`--max-semi-space-size=${YOUNG}\`), as the image in deploy/ has it.
Medians of ${TIMES} processes each, run in turn.

${table(
  ['million trades', 'rows', 'peak MB', 'young held', 's'].map(right),
  SIZES.map((trades, i) => {
    const { [i]: runs = [] } = sizes;
    return [String(trades / 1e6), rowsOf(runs), megabytes(runs), megabytes(held[i] ?? []), timeOf(runs)];
  }),
)}

By the number of keys, of ${TRADES / 1e6} million trades in an hour of market time, one process each. A replay keeps all its rows until
it has printed them, and the more keys there are, the more of these.

${table(
  ['keys', 'rows', 'peak MB', 's'].map(right),
  KEYS.map((count, i) => {
    const { [i]: runs = [] } = keys;
    return [String(count), rowsOf(runs), megabytes(runs), timeOf(runs)];
  }),
)}`;
}

/** The runs over the log of each size or number of keys. */
async function replayed(
  all: readonly number[],
  logOf: (one: number) => Promise<string>,
  options: readonly string[],
  times = TIMES,
): Promise<(readonly Run[])[]> {
  const nameOf = (one: number) => [one, ...options].join(' ');
  const programs: { [name: string]: Program } = {};
  for (const one of all) {
    const log = `file:${await logOf(one)}`;
    const millrace = join(ROOT, 'bin/millrace.js');
    programs[nameOf(one)] = node(...options, millrace, 'replay', 'usd-per-minute', '--log', log, '--json');
  }
  const runs = await interleaved(programs, times);
  return all.map((one) => runs[nameOf(one)] ?? []);
}

const rowsOf = ([run]: readonly Run[]): string => String((run?.stdout.split('\n').length ?? 1) - 1);
const timeOf = (runs: readonly Run[]): string => seconds(typical(runs, 'ms'));
