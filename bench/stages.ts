import { join } from 'node:path';
import { generated } from './generated.ts';
import { measured, node } from './measured.ts';
import { progress } from './progress.ts';
import { right, table } from './table.ts';

const TRADES = 5_000_000;
const TIMES = 5;

/** Where the time of `usd-per-minute` goes. */
export async function stages(): Promise<string> {
  const log = await generated(TRADES);
  const runs: { readonly [stage: string]: number }[] = [];
  for (let i = 1; i <= TIMES; i++) {
    runs.push(JSON.parse((await measured(node(join(import.meta.dirname, 'programs/stages.ts'), log))).stdout));
    progress(`${i}/${TIMES}`);
  }
  const sum = (all: readonly number[]) => all.reduce((total, ms) => total + ms, 0);
  const whole = sum(runs.flatMap((run) => Object.values(run)));
  const shares = Object.keys(runs[0] ?? {}).map((stage) => {
    const share = sum(runs.map((run) => run[stage] ?? 0)) / whole;
    return [stage, `${(100 * share).toFixed(1)} %`];
  });
  return `Where the time of \`usd-per-minute\` goes over ${TRADES / 1e6} million trades, in process, with the store in memory. \`loop\` is all
that is none of the others. ${TIMES} processes, added up.

${table([{ title: 'stage' }, right('share')], shares)}`;
}
