import { join } from 'node:path';
import { generated, generatedOf } from './generated.ts';
import { interleaved, megabytes, seconds, typical } from './interleaved.ts';
import { node, type Program, ROOT, type Run } from './measured.ts';
import { right, table } from './table.ts';

const SIZES = [500_000, 5_000_000, 20_000_000];
const KEYS = [10, 1_000, 10_000, 100_000];
const TRADES = 2_000_000;
const TIMES = 3;
/** Else V8's young generation grows to its own cap in any program that runs for long, and hides what is held. MiB. */
const YOUNG = 16;

/** The peak memory of `usd-per-minute` by the number of trades and of keys. */
export async function memory(): Promise<string> {
  const sizes = await each(SIZES, (trades) => generated(trades));
  const keys = await each(KEYS, (count) => generatedOf(count, TRADES));
  return `The peak memory of \`millrace replay usd-per-minute --json\`, as Node is, and with its young generation held to ${YOUNG} MiB
(\`--max-semi-space-size=${YOUNG}\`). Medians of ${TIMES} processes each, run in turn.

By the number of trades, of fourteen pairs:

${table(
  ['million trades', 'rows', 'peak MB', 'young held', 's'].map(right),
  sizes.map(({ of, ...found }) => [String(of / 1e6), ...cells(found)]),
)}

By the number of keys, of ${TRADES / 1e6} million trades in an hour of market time. A replay keeps all its rows until it has printed them,
and there are the more of these the more keys there are:

${table(
  ['keys', 'rows', 'peak MB', 'young held', 's'].map(right),
  keys.map(({ of, ...found }) => [String(of), ...cells(found)]),
)}`;
}

interface Found {
  readonly plain: readonly Run[];
  readonly held: readonly Run[];
}

/** Replays the log of each size or number of keys, as Node is and held. */
async function each(all: readonly number[], log: (of: number) => Promise<string>) {
  const programs: { [name: string]: Program } = {};
  for (const of of all) {
    const replay = ['replay', 'usd-per-minute', '--log', `file:${await log(of)}`, '--json'];
    programs[`${of}`] = node(join(ROOT, 'bin/millrace.js'), ...replay);
    programs[`${of}, young held`] = node(`--max-semi-space-size=${YOUNG}`, join(ROOT, 'bin/millrace.js'), ...replay);
  }
  const runs = await interleaved(programs, TIMES);
  return all.map((of) => ({ of, plain: runs[of] ?? [], held: runs[`${of}, young held`] ?? [] }));
}

const cells = ({ plain, held }: Found): string[] => [
  String((plain[0]?.stdout.split('\n').length ?? 1) - 1),
  megabytes(plain),
  megabytes(held),
  seconds(typical(plain, 'ms')),
];
