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
  }),
);
/** As the store knows: the last commit may have been another process's, or one whose answer was lost. */
async function stopAtEnd(): Promise<void> {
  while (!stop.signal.aborted) {
    const [one] = await store.roster({ pipeline: usdPerMinute.name, version: 1 }).catch(() => []);
    if (one?.position && placeOf(one.position).offset === Number(until)) stop.abort();
    await systemClock.sleep(millis(20), stop.signal);
  }
}
if (until !== '') void stopAtEnd();
await lastValueFrom(running, { defaultValue: undefined });
stop.abort();
await store.close();
