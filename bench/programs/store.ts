/**
 * What commits to a store cost, as JSON: `node store.ts STORE LOG`. Commits a second of ten rows each, rows a second in
 * commits of a thousand, and the share of the time that commits take of usd-per-minute over a log.
 */
import { lastValueFrom } from 'rxjs';
import usdPerMinute from '../../pipelines/usd-per-minute.ts';
import { file } from '../../src/logs/file/file.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { run } from '../../src/runtime/run.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';

const [, , url = '', log = ''] = process.argv;
const store = await openStore(url, { clock: systemClock });

/** Commits so many rows each time, over and over in the same windows, for so long; rows a second. */
async function rowsPerSecond(rows: number, seconds: number): Promise<number> {
  const name = `bench-${rows}`;
  const { scope } = await store.register(name, 'f', [], (await store.registered(name))?.scope.version);
  await store.enrol(scope, [{ id: 'p', parents: [] }]);
  const { fence, commits } = await store.open(scope, 'p', 'bench');
  const since = performance.now();
  let n = 0;
  for (; performance.now() - since < seconds * 1_000; n++) {
    const written = Array.from({ length: rows }, (_, i) => ({
      ...{ key: `SYMBOL${i}`, start: 60_000 * (n % 10), end: 60_000, closes: 65_000, final: false },
      partials: `{"trades":${n},"units":["12345678","1"],"value":["987654321","1"]}`,
    }));
    const nothing = { cells: [], dead: [], messages: [], keys: [] };
    await store.commit({
      ...{ scope, partition: 'p', fence, after: commits + n, position: `${n}`, watermark: n },
      ...nothing,
      rows: written,
      keep: Number.POSITIVE_INFINITY,
    });
  }
  return (n * rows) / ((performance.now() - since) / 1_000);
}

/** Follows the log to its end as a consumer does; the share of its time in which it waits for a commit. */
async function shareOfCommits(): Promise<number> {
  let committing = 0;
  const timed: Store = new Proxy(store, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      if (name !== 'commit') return member.bind(target);
      return async (...args: unknown[]) => {
        const since = performance.now();
        try {
          return await member.apply(target, args);
        } finally {
          committing += performance.now() - since;
        }
      };
    },
  });
  const quiet = { debug() {}, info() {}, warn() {}, error() {} };
  const world = { store: timed, clock: systemClock, logger: quiet, logUrl: `file:${log}`, owner: 'bench' };
  const job = { ...usdPerMinute, source: file(log, { end: true }) };
  const since = performance.now();
  await lastValueFrom(run(job, { ...world, signal: new AbortController().signal, rebuild: true }));
  return committing / (performance.now() - since);
}

const commits = (await rowsPerSecond(10, 2)) / 10;
const rows = await rowsPerSecond(1_000, 2);
const share = await shareOfCommits();
await store.close();
process.stdout.write(JSON.stringify({ commits, rows, share }));
