import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noRedis, redisServer } from '../test/support/redis/server.ts';
import { generated } from './generated.ts';
import { interleaved, median, type Run } from './measured.ts';

const TIMES = 5;
const TRADES = 200_000;

/** What commits cost in each store that is kept. */
export async function stores(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-bench-'));
  await using redis = noRedis ? undefined : await redisServer('--appendonly', 'yes', '--appendfsync', 'everysec');
  try {
    const log = await generated(TRADES);
    const program = (url: string) => [join(import.meta.dirname, 'programs', 'store.ts'), url, log];
    const runs = await interleaved(
      { SQLite: program(`sqlite:${join(folder, 'bench.db')}`), ...(redis && { Redis: program(redis.url) }) },
      TIMES,
    );
    const of = (all: readonly Run[], what: keyof Told) =>
      median(all.map(({ stdout }) => (JSON.parse(stdout) as Told)[what]));
    const [first = []] = Object.values(runs);
    const rows = Object.entries(runs).map(([name, all]) => {
      const ratio = (of(all, 'commits') / of(first, 'commits')).toFixed(1);
      const cells = [
        whole(of(all, 'commits')),
        ratio,
        whole(of(all, 'rows')),
        `${(100 * of(all, 'share')).toFixed(1)} %`,
      ];
      return `| ${[name, ...cells].join(' | ')} |`;
    });
    return `## stores

One task that waits for each commit: commits a second of ten rows each, rows a second in commits of a thousand, and the
share of its time in which \`usd-per-minute\` waits for commits, over ${TRADES} trades in a file. SQLite syncs each
commit to the disk; Redis is on this machine, its append-only file is synced each second. Medians of ${TIMES} processes
each, run in turn.${redis ? '' : ` Redis is left out: ${noRedis}.`}

| | commits/s | to SQLite | rows/s | share of a pipeline |
| --- | ---: | ---: | ---: | ---: |
${rows.join('\n')}
`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Told {
  readonly commits: number;
  readonly rows: number;
  readonly share: number;
}
const whole = (n: number): string => String(Math.round(n));
