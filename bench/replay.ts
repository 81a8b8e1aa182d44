import { join } from 'node:path';
import { generated } from './generated.ts';
import { interleaved, measured, median, type Run } from './measured.ts';

/** Trades of a log, and how often each program folds it. */
const SIZES = [
  [500_000, 7],
  [5_000_000, 3],
] as const;

const folder = import.meta.dirname;
const programs = (log: string) => ({
  millrace: [join(folder, '../bin/millrace.js'), 'replay', 'usd-per-minute', '--log', `file:${log}`, '--json'],
  naive: [join(folder, 'programs', 'naive.ts'), log],
});

/** `millrace replay usd-per-minute` against the same fold in naive RxJS, whole processes, and where its time goes. */
export async function replay(): Promise<string> {
  const lines: string[] = [];
  let stages: { readonly [stage: string]: number } = {};
  for (const [trades, times] of SIZES) {
    const log = await generated(trades);
    const { millrace = [], naive = [] } = await interleaved(programs(log), times);
    refuseOther(millrace, naive);
    const [ours, theirs] = [millrace, naive].map((runs) => median(runs.map(({ ms }) => ms)));
    const row = [millions(trades), seconds(ours), seconds(theirs), `${((theirs ?? 0) / (ours ?? 1)).toFixed(2)}`];
    lines.push(`| ${[...row, megabytes(millrace), megabytes(naive)].join(' | ')} |`);
    stages = JSON.parse((await measured([join(folder, 'programs', 'stages.ts'), log])).stdout);
  }
  const all = Object.values(stages).reduce((sum, ms) => sum + ms, 0);
  const shares = Object.entries(stages).map(([stage, ms]) => `| ${stage} | ${((100 * ms) / all).toFixed(1)} % |`);
  return `## replay

\`millrace replay usd-per-minute\` on a generated log of fourteen pairs, against the same windows in naive RxJS (readline,
JSON.parse, one event per \`next\`, groupBy; sums in floating point, no dedupe, no store). Medians of whole processes,
start-up included, run in turn.

| million trades | millrace, s | naive, s | naive / millrace | millrace, peak MB | naive, peak MB |
| ---: | ---: | ---: | ---: | ---: | ---: |
${lines.join('\n')}

Where the time of the largest goes, in process; \`loop\` is all that is none of the others:

| stage | share |
| --- | ---: |
${shares.join('\n')}
`;
}

/** Both must have found the same windows with the same trades, or the comparison says nothing. */
function refuseOther(ours: readonly Run[], theirs: readonly Run[]): void {
  const [one, ...others] = [...ours, ...theirs].map(({ stdout }) => {
    const rows = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    return rows
      .map(({ start, key, trades }) => `${start} ${key} ${trades}`)
      .sort()
      .join('\n');
  });
  if (others.some((other) => other !== one)) throw new Error('the programs did not find the same windows');
}

const millions = (trades: number): string => String(trades / 1e6);
const seconds = (ms = 0): string => (ms / 1_000).toFixed(2);
const megabytes = (runs: readonly Run[]): string => (median(runs.map(({ peak }) => peak)) / 2 ** 20).toFixed(0);
