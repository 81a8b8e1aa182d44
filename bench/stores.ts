import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noRedis, redisServer } from '../test/support/redis/server.ts';
import { generated } from './generated.ts';
import { interleaved, median, seconds, typical } from './interleaved.ts';
import { node, ROOT, type Run } from './measured.ts';
import { right, table } from './table.ts';

const TIMES = 5;
const TRADES = 5_000_000;

/** What commits cost in each store. */
export async function stores(): Promise<string> {
  const log = await generated(TRADES);
  const folder = await mkdtemp(join(tmpdir(), 'millrace-bench-'));
  await using redis = noRedis ? undefined : await redisServer('--appendonly', 'yes', '--appendfsync', 'everysec');
  try {
    const urls = {
      memory: 'memory:',
      SQLite: `sqlite:${join(folder, 'bench.db')}`,
      ...(redis && { Redis: redis.url }),
    };
    const programs = (file: string, ...args: readonly string[]) =>
      Object.fromEntries(
        Object.entries(urls).map(([name, url]) => [name, node(join(ROOT, 'bench/programs', file), url, ...args)]),
      );
    const commits = await interleaved(programs('commits.ts'), TIMES);
    const folds = await interleaved(programs('fold.ts', log), TIMES);
    const rows = Object.keys(urls).map((name) => {
      const [committed = [], folded = [], inMemory = []] = [commits[name], folds[name], folds.memory];
      const compared = (['ms', 'cpu'] as const).flatMap((of) => {
        const time = typical(folded, of);
        return [seconds(time), (time / typical(inMemory, of)).toFixed(2)];
      });
      const share = `${(100 * told(folded, 'share')).toFixed(1)} %`;
      return [name, whole(told(committed, 'commits')), whole(told(committed, 'rows')), share, ...compared];
    });
    return `One task that waits for each commit: commits a second of ten rows each, and rows a second in commits of a thousand. Then
\`usd-per-minute\` over ${TRADES / 1e6} million trades in a file, as a consumer follows it, to its end: the share of its time in which
it waits for commits, and how long the process takes. SQLite syncs each commit to the disk; Redis is on this machine, its
append-only file is synced each second. \`to memory\`: through the time in memory; below 1 is noise. Medians of ${TIMES} processes each, run in turn.${redis ? '' : ` Redis is left out: ${noRedis}.`}

${table([{ title: '' }, ...['commits/s', 'rows/s', 'share of commits', 's', 'to memory', 'CPU s', 'to memory'].map(right)], rows)}`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The median of what the programs have printed. */
const told = (all: readonly Run[], what: 'commits' | 'rows' | 'share'): number =>
  median(all.map(({ stdout }) => (JSON.parse(stdout) as Record<typeof what, number>)[what]));
const whole = (n: number): string => String(Math.round(n));
