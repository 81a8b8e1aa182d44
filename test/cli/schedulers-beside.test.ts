/** Two schedulers on one store that is kept: each time is run once, and its end told once, in each kind of store. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RunContext } from '../../src/core/source.ts';
import type { Clock } from '../../src/core/time.ts';
import { hours, minutes } from '../../src/index.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { virtualClock } from '../../src/runtime/virtual-clock.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { folderPerTest } from '../support/folder.ts';
import { people } from '../support/people.ts';
import { noRedis, redisServer } from '../support/redis/server.ts';
import { waitingClock } from '../support/waiting-clock.ts';
import { dueJob, scheduling } from './schedules.ts';

const folder = folderPerTest();
const START = Date.UTC(2024, 7, 8);

/** Six hours, in which one of two is killed and started again; all times since the first are run. */
async function sixHours(clock: Clock, open: () => Promise<Store>): Promise<void> {
  const told = people();
  const work = ({ scheduled, keepPicture }: RunContext) => {
    keepPicture({ name: 'a.png', type: 'image/png', data: new Uint8Array([1, 2]) });
    if (scheduled === START + hours(2)) throw new RangeError('no coins');
  };
  const { job } = dueJob('hourly', { schedule: '0 * * * *', catchUp: true, overlap: 'queue', notify: [told] }, work);
  const stores = [await open(), await open(), await open()] as const;
  const one = scheduling([job], { clock, store: stores[0], owner: 'one' });
  const other = scheduling([job], { clock, store: stores[1], owner: 'other' });
  await clock.sleep(hours(2) + minutes(30));
  one.kill();
  await clock.sleep(hours(1));
  const again = scheduling([job], { clock, store: stores[2], owner: 'again' });
  await clock.sleep(hours(2) + minutes(45));
  await Promise.all([other.stop(), again.stop()]);
  const runs = (await stores[2].jobs.runs('hourly', { limit: 99 })).toReversed();
  const times = runs.map(({ scheduled = 0 }) => (scheduled - START) / hours(1));
  expect(times).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(runs.map(({ state, pictures }) => [state, pictures.length])).toEqual(
    times.map((time) => [time === 2 ? 'failed' : 'succeeded', 1]),
  );
  expect(told.heard.map(({ occasion, run }) => [run.number, occasion])).toEqual(
    times.map((time, i) => [i + 1, time === 2 ? 'failed' : time === 3 ? 'fixed' : 'succeeded']),
  );
  await Promise.all(stores.map((store) => store.close()));
}

test('in SQLite', () => {
  const clock = virtualClock(START);
  return sixHours(clock, () => openStore(`sqlite:${join(folder, 'store.db')}`, { clock }));
});

test.skipIf(noRedis)('in Redis', async () => {
  await using server = await redisServer();
  const { clock, through, end } = waitingClock(START);
  await sixHours(clock, async () => through(await openStore(server.url, { clock: systemClock })));
  end();
});
