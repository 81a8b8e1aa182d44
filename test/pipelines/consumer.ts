/** Runs usd-per-minute over a log, committing often, and says so on stdout: something to kill. */
import { lastValueFrom, tap } from 'rxjs';
import usdPerMinute from '../../pipelines/usd-per-minute.ts';
import { millis } from '../../src/index.ts';
import { placeOf } from '../../src/logs/file/position.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { run } from '../../src/runtime/run.ts';
import { openStore } from '../../src/store/open-store.ts';

const [storeUrl = '', logUrl = '', until = ''] = process.argv.slice(2);
const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const store = await openStore(storeUrl, { clock: systemClock });
const stop = new AbortController();
const running = run(usdPerMinute, {
  store,
  clock: systemClock,
  logger: quiet,
  logUrl,
  signal: stop.signal,
  owner: `consumer-${process.pid}`,
  leaseSpan: millis(100),
  limits: { commitEvery: millis(1) },
}).pipe(
  tap(({ position }) => {
    process.stdout.write(`${position}\n`);
    if (until !== '' && position && placeOf(position).offset === Number(until)) stop.abort();
  }),
);
await lastValueFrom(running, { defaultValue: undefined });
await store.close();
