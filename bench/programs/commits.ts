/**
 * What commits to a store cost, as JSON: `node commits.ts STORE`. Commits a second of ten rows each, and rows a second in
 * commits of a thousand.
 */
import { systemClock } from '../../src/runtime/clock.ts';
import { openStore } from '../../src/store/open-store.ts';

const [, , url = ''] = process.argv;
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

const commits = (await rowsPerSecond(10, 1)) / 10;
const rows = await rowsPerSecond(1_000, 1);
await store.close();
process.stdout.write(JSON.stringify({ commits, rows }));
