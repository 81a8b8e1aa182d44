/**
 * Goal: jobs are run by their schedules for three days, and all that is to be seen of them is as it should be, also
 * where their schedulers are killed at any moment.
 * Method: virtual time; a report that fails from the 30th to the 31st hour, with a picture of each hour, and prices that
 * are cached every half hour. Two schedulers are killed, or stopped, and started again, by seed.
 */
import { expect, test } from 'vitest';
import type { RunContext } from '../../src/core/source.ts';
import { cache, days, hours, map, minutes, pipeline, seconds } from '../../src/index.ts';
import { virtualClock } from '../../src/runtime/virtual-clock.ts';
import { memoryStore } from '../../src/store/memory.ts';
import type { Run } from '../../src/store/store.ts';
import { people } from '../support/people.ts';
import { random } from '../support/random.ts';
import { dueJob, dueTimes, scheduling } from './schedules.ts';

const START = Date.UTC(2024, 7, 8);
const keep = { runs: 2_000 };
const failing = (at: number) => at >= START + hours(30) && at < START + hours(32);

function world() {
  const clock = virtualClock(START);
  const store = memoryStore({ clock });
  const told = people(['failed', 'still failing', 'fixed'], (_, context) => context.clock.sleep(seconds(2)));
  const work = async ({ scheduled, clock, keepPicture }: RunContext) => {
    await clock.sleep(seconds((scheduled / hours(1)) % 20));
    keepPicture({ name: 'hour.png', type: 'image/png', data: new TextEncoder().encode(String(scheduled)) });
    if (failing(scheduled)) throw new TypeError('no coins');
  };
  const report = dueJob('report', { schedule: '0 * * * *', catchUp: true, keep, notify: [told] }, work);
  const prices = pipeline('prices', { schedule: '*/30 * * * *', keep })
    .from(dueTimes())
    .pipe(map((at) => ({ symbol: 'BTC', price: at })))
    .to(cache('price:{symbol}', 'price'));
  return { clock, store, told, report, jobs: [report.job, prices] };
}
type World = ReturnType<typeof world>;

const runsOf = async ({ store }: World, job: string) => (await store.jobs.runs(job, { limit: 2_000 })).toReversed();
const hour = ({ scheduled = 0 }: Run) => (scheduled - START) / hours(1);

test('runs, notices, pictures and caches of three days are as they should be', async () => {
  const here = world();
  const { stop } = scheduling(here.jobs, here);
  await here.clock.sleep(days(3) + minutes(1));
  await stop();
  const runs = await runsOf(here, 'report');
  expect(runs.map(hour)).toEqual(Array.from({ length: 73 }, (_, i) => i));
  expect(runs.map(({ state }) => state)).toEqual(
    Array.from({ length: 73 }, (_, i) => (i === 30 || i === 31 ? 'failed' : 'succeeded')),
  );
  expect(here.told.heard).toMatchObject([
    {
      ...{ id: 'report/31/failed', of: 'report', occasion: 'failed', detail: 'TypeError: no coins' },
      at: START + hours(30) + seconds(2),
      run: { number: 31, cause: 'by schedule', duration: seconds(2) },
      log: expect.stringMatching(/INFO: started[\s\S]*TypeError: no coins\n +at /),
      pictures: [{ name: 'hour.png' }],
    },
    { id: 'report/32/still failing', occasion: 'still failing', run: { number: 32 } },
    { id: 'report/33/fixed', occasion: 'fixed', run: { number: 33 }, log: expect.stringMatching(/INFO: ended/) },
  ]);
  const picture = await here.store.jobs.picture('report', 73 - 24, 'hour.png');
  expect(new TextDecoder().decode(picture?.data)).toBe(String(START + hours(48)));
  const prices = await runsOf(here, 'prices');
  expect(prices.map(({ scheduled }) => scheduled)).toEqual(
    Array.from({ length: 3 * 48 + 1 }, (_, i) => START + minutes(30) * i),
  );
  const [price] = await here.store.keys.matching('price:*');
  expect(price).toMatchObject({ key: 'price:BTC', value: String(START + days(3)) });
});

/** What people must have heard of a run that came to its end. */
function occasionIn(runs: readonly Run[], i: number): string | undefined {
  const before = runs.slice(0, i).filter(({ state }) => state !== 'stopped');
  const good = before.at(-1)?.state === 'succeeded' || before.length === 0;
  if (runs[i]?.state === 'succeeded') return good ? undefined : 'fixed';
  if (runs[i]?.state !== 'failed') return undefined;
  const ended = before.findLast(({ state }) => state !== 'lost');
  return ended?.state === 'failed' ? 'still failing' : 'failed';
}

test.each([1, 2, 3])('no time is run twice, none is told twice, whoever is killed when: seed %i', async (seed) => {
  const here = world();
  const chance = random(seed);
  const lives = async (owner: string): Promise<void> => {
    for (let life = 1; here.clock.now() < START + days(3); life++) {
      const one = scheduling(here.jobs, { ...here, owner: `${owner} ${life}` });
      // Kills fall into runs: into the first seconds of an hour.
      const until = hours(chance.integer(1, 5)) - (here.clock.now() % hours(1)) + chance.integer(0, seconds(25));
      await here.clock.sleep(until);
      if (chance.chance(0.2)) await one.stop();
      else one.kill();
      await here.clock.sleep(chance.integer(0, hours(2)));
    }
  };
  await Promise.all([lives('one'), lives('other')]);
  const last = scheduling(here.jobs, { ...here, owner: 'last' });
  await here.clock.sleep(hours(2));
  await last.stop();
  const runs = await runsOf(here, 'report');
  const numbers = runs.map(({ number }) => number);
  expect(new Set(numbers).size).toBe(numbers.length);
  const times = runs.map(hour).sort((a, b) => a - b);
  expect(times, 'each hour once').toEqual(times.map((_, i) => i));
  expect(runs.filter(({ state }) => state === 'lost').length, 'some are killed').toBeGreaterThan(2);
  const priced = (await runsOf(here, 'prices')).map(({ scheduled }) => scheduled);
  expect(new Set(priced).size).toBe(priced.length);
  const heardOf = (number: number) => here.told.heard.filter(({ run }) => run.number === number);
  for (const [i, run] of runs.entries()) {
    const heard = heardOf(run.number).map(({ occasion }) => occasion);
    const what = `${run.number}: ${runs.slice(Math.max(0, i - 4), i + 1).map(({ state }) => state)}`;
    if (run.state !== 'lost') expect(heard, what).toEqual([occasionIn(runs, i) ?? []].flat());
    // Who begins next tells of it, if not killed in turn; what it told itself before it was killed may stand beside.
    else if (!['lost', undefined].includes(runs[i + 1]?.state)) {
      expect(heard.filter((one) => one !== 'fixed').length, what).toBeGreaterThan(0);
    }
  }
});
