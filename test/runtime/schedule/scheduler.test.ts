import { expect, test } from 'vitest';
import { WorldError } from '../../../src/core/errors.ts';
import type { Clock } from '../../../src/core/time.ts';
import { days, hours, minutes, seconds } from '../../../src/index.ts';
import { virtualClock } from '../../../src/runtime/virtual-clock.ts';
import { memoryStore } from '../../../src/store/memory.ts';
import { random } from '../../support/random.ts';
import { jobNamed, NOON, of, type Ran, scheduler } from './schedulers.ts';

/** A clock that can be set, and a store that goes by it. */
function world(start = NOON) {
  const steady = virtualClock(start);
  let set = 0;
  const clock: Clock = { ...steady, now: () => steady.now() + set };
  return {
    clock,
    store: memoryStore({ clock }),
    set: (span: number) => {
      set += span;
    },
  };
}
const times = (ran: readonly Ran[]) => ran.map(({ scheduled }) => of(scheduled));
const told = (lines: readonly { readonly message: string; readonly fields: object }[], message: string) =>
  lines.filter((line) => line.message.includes(message)).map(({ fields }) => fields);

test('each job is run at each of its times, and beside the others', async () => {
  const { clock, store } = world();
  const jobs = [jobNamed('fives', { schedule: '*/5 * * * *' }), jobNamed('hourly', { schedule: '7 * * * *' })];
  const { ran, stop } = scheduler({ jobs, clock, store, takes: () => minutes(4) });
  await clock.sleep(minutes(71));
  await stop();
  const of = (name: string) => ran.filter(({ job }) => job === name);
  expect(times(of('hourly'))).toEqual(['12:07', '13:07']);
  expect(times(of('fives'))).toEqual([
    ...['12:00', '12:05', '12:10', '12:15', '12:20', '12:25', '12:30', '12:35'],
    ...['12:40', '12:45', '12:50', '12:55', '13:00', '13:05', '13:10'],
  ]);
  expect(ran.every(({ scheduled, began, cause }) => began === scheduled && cause === 'by schedule')).toBe(true);
});

test('of a job one run goes on at a time: what is due meanwhile is left out, and told', async () => {
  const { clock, store } = world();
  const jobs = [jobNamed('fives', { schedule: '*/5 * * * *' })];
  const { ran, lines, stop } = scheduler({ jobs, clock, store, takes: () => minutes(12) });
  await clock.sleep(minutes(32));
  await stop();
  expect(times(ran)).toEqual(['12:00', '12:15', '12:30']);
  expect(told(lines, 'left out: the run before it still goes on')).toMatchObject(
    ['05', '10', '20', '25'].map((minute) => ({ pipeline: 'fives', scheduled: `2024-08-08T12:${minute}:00.000Z` })),
  );
});

test('or waits, the last one of them, until it is over', async () => {
  const { clock, store } = world();
  const jobs = [jobNamed('fives', { schedule: '*/5 * * * *', overlap: 'queue' })];
  const { ran, lines, stop } = scheduler({ jobs, clock, store, takes: () => minutes(12) });
  await clock.sleep(minutes(37));
  await stop();
  expect(ran.map(({ scheduled, began }) => [of(scheduled), of(began)])).toEqual([
    ['12:00', '12:00'],
    ['12:10', '12:12'],
    ['12:20', '12:24'],
    ['12:35', '12:36'],
  ]);
  expect(told(lines, 'left out: the next one is due, and waits')).toHaveLength(4);
});

test('no more than so many runs go on beside each other, of all jobs', async () => {
  const { clock, store } = world();
  const jobs = ['a', 'b', 'c', 'd', 'e'].map((name) => jobNamed(name, { schedule: '0 * * * *' }));
  const { ran, lines, stop } = scheduler({ jobs, clock, store, atOnce: 2, takes: () => minutes(1) });
  await clock.sleep(minutes(10));
  await stop();
  expect(told(lines, 'waits: as many runs as may go on beside each other do (--at-once)')).toHaveLength(3);
  expect(ran.map(({ job, began }) => [job, of(began)])).toEqual([
    ...[
      ['a', '12:00'],
      ['b', '12:00'],
      ['c', '12:01'],
      ['d', '12:01'],
      ['e', '12:02'],
    ], // as slots are free
  ]);
});

test('what was missed while nobody was there is not run, unless it is to be made up for: the newest, in their order', async () => {
  const { clock, store } = world();
  const jobs = [
    jobNamed('fresh', { schedule: '0 * * * *' }),
    jobNamed('report', { schedule: '0 * * * *', catchUp: 3 }),
    jobNamed('all', { schedule: '0 * * * *', catchUp: true }),
  ];
  const first = scheduler({ jobs, clock, store });
  await clock.sleep(minutes(1));
  first.kill();
  await clock.sleep(hours(5) + minutes(9));
  const { ran, stop } = scheduler({
    jobs: [...jobs, jobNamed('new', { schedule: '0 * * * *', catchUp: 3 })],
    clock,
    store,
  });
  await clock.sleep(hours(1));
  await stop();
  const of = (name: string) => times(ran.filter(({ job }) => job === name));
  expect(of('fresh')).toEqual(['18:00']);
  expect(of('report')).toEqual(['15:00', '16:00', '17:00', '18:00']);
  expect(of('all')).toEqual(['13:00', '14:00', '15:00', '16:00', '17:00', '18:00']);
  expect(of('new'), 'which has no past').toEqual(['18:00']);
  expect(ran.filter(({ cause }) => cause === 'caught up')).toHaveLength(3 + 5);
});

test('what falls due while it catches up is run behind that', async () => {
  const { clock, store } = world();
  const jobs = [jobNamed('report', { schedule: '0 * * * *', catchUp: 4 })];
  const first = scheduler({ jobs, clock, store });
  await clock.sleep(1);
  first.kill();
  await clock.sleep(hours(3) + minutes(50));
  const { ran, lines, stop } = scheduler({ jobs, clock, store, takes: () => minutes(35) });
  await clock.sleep(hours(4));
  await stop();
  expect(times(ran)).toEqual(['13:00', '14:00', '15:00', '16:00', '17:00', '18:00', '19:00']);
  expect(told(lines, 'left out')).toEqual([]);
});

test('times that a process slept through are missed, and told; a moment late is not', async () => {
  const { clock, store, set } = world();
  const jobs = [
    jobNamed('fresh', { schedule: '0 * * * *' }),
    jobNamed('report', { schedule: '0 * * * *', catchUp: 2 }),
    jobNamed('all', { schedule: '0 * * * *', catchUp: true }),
  ];
  const { ran, lines, stop } = scheduler({ jobs, clock, store });
  await clock.sleep(minutes(30));
  set(hours(4));
  await clock.sleep(minutes(31));
  set(minutes(59) + seconds(30)); // 18:00:30
  await clock.sleep(minutes(10));
  set(hours(1) + minutes(50)); // 20:00:30
  await clock.sleep(minutes(10));
  await stop();
  const of = (name: string) => times(ran.filter(({ job }) => job === name));
  expect(of('fresh')).toEqual(['12:00', '17:00', '18:00', '20:00']);
  expect(of('report')).toEqual(['12:00', '15:00', '16:00', '17:00', '18:00', '19:00', '20:00']);
  expect(of('all'), 'since it was there').toEqual([12, 13, 14, 15, 16, 17, 18, 19, 20].map((hour) => `${hour}:00`));
  expect(told(lines, 'were missed')).toMatchObject([
    { pipeline: 'fresh', since: '2024-08-08T13:00:00.000Z', caughtUp: 0 },
    { pipeline: 'report', since: '2024-08-08T13:00:00.000Z', caughtUp: 2 },
    { pipeline: 'all', since: '2024-08-08T13:00:00.000Z', caughtUp: 4 },
    { pipeline: 'fresh', since: '2024-08-08T19:00:00.000Z', caughtUp: 0 },
    { pipeline: 'report', since: '2024-08-08T19:00:00.000Z', caughtUp: 1 },
    { pipeline: 'all', since: '2024-08-08T19:00:00.000Z', caughtUp: 1 },
  ]);
});

test('a clock that is set back makes nothing run twice, and lets it go on by what the clock says', async () => {
  const { clock, store, set } = world();
  const { ran, lines, stop } = scheduler({ jobs: [jobNamed('fives', { schedule: '*/5 * * * *' })], clock, store });
  await clock.sleep(minutes(16));
  set(-minutes(11));
  await clock.sleep(minutes(15) + 500);
  set(-1_000); // 12:19:59.5
  await clock.sleep(minutes(6));
  await stop();
  expect(times(ran)).toEqual(['12:00', '12:05', '12:10', '12:15', '12:20', '12:25']);
  expect(told(lines, 'set back')).toHaveLength(1);
});

test('a clock that was years ahead, and is set right, does not stop a job for years', async () => {
  const { clock, store, set } = world();
  const { ran, stop } = scheduler({ jobs: [jobNamed('fives', { schedule: '*/5 * * * *' })], clock, store });
  set(days(1_000));
  await clock.sleep(minutes(7));
  set(-days(1_000));
  await clock.sleep(minutes(6));
  await stop();
  expect(times(ran).slice(-2)).toEqual(['12:05', '12:10']);
});

test('nor keeps it from catching up', async () => {
  const { clock, store, set } = world();
  const jobs = [jobNamed('hourly', { schedule: '0 * * * *', catchUp: 5, keep: { days: 2_000 } })];
  for (const ahead of [0, days(1_000)]) {
    set(ahead);
    const one = scheduler({ jobs, clock, store });
    await clock.sleep(hours(1));
    await one.stop();
    set(-ahead);
  }
  await clock.sleep(hours(2) + 1);
  const { ran, stop } = scheduler({ jobs, clock, store });
  await clock.sleep(minutes(1));
  await stop();
  expect(times(ran)).toEqual(['13:00', '14:00', '15:00', '16:00']);
});

test('a run that fails of a bug is no reason to leave out another', async () => {
  const { clock, store } = world();
  const takes = (job: string) => {
    if (job === 'broken') throw new TypeError('no function');
    return 0;
  };
  const jobs = ['broken', 'sound'].map((name) => jobNamed(name, { schedule: '*/5 * * * *' }));
  const { ran, lines, stop } = scheduler({ jobs, clock, store, takes });
  await clock.sleep(minutes(11));
  await stop();
  expect(times(ran.filter(({ job }) => job === 'sound'))).toEqual(['12:00', '12:05', '12:10']);
  expect(told(lines, 'a bug')).toHaveLength(3);
  expect(told(lines, 'a bug')[0]).toMatchObject({ pipeline: 'broken', stack: expect.stringContaining('TypeError') });
});

test('while the store is away nothing is run, which is told; when it is back it is, late, and what waits by its overlap', async () => {
  const { clock, store } = world();
  const jobs = [jobNamed('fives', { schedule: '*/5 * * * *', overlap: 'queue' })];
  const runs = store.jobs.runs.bind(store.jobs);
  let away = true;
  store.jobs.runs = (...asked) => (away ? Promise.reject(new WorldError('no store')) : runs(...asked));
  const { ran, lines, stop } = scheduler({ jobs, clock, store });
  await clock.sleep(minutes(12));
  away = false;
  await clock.sleep(minutes(6));
  await stop();
  expect(ran.map(({ scheduled, began }) => [of(scheduled), of(began)])).toEqual([
    ['12:00', '12:12'],
    ['12:10', '12:12'],
    ['12:15', '12:15'],
  ]);
  expect(told(lines, 'trying again')[0]).toMatchObject({ what: 'the runs of fives', reason: 'no store' });
});

test('a stop lets what goes on end, and begins nothing more', async () => {
  const { clock, store } = world();
  const jobs = ['fives', 'behind'].map((name) => jobNamed(name, { schedule: '*/5 * * * *', overlap: 'queue' }));
  const { ran, stop } = scheduler({ jobs, clock, store, atOnce: 1, takes: () => minutes(12) });
  await clock.sleep(minutes(6));
  await stop();
  await clock.sleep(hours(1));
  expect(times(ran)).toEqual(['12:00']);
  expect(await store.jobs.last({ limit: 9 })).toMatchObject([{ number: 1, state: 'stopped' }]);
});

test('two schedulers run each time once, and none while a run of it goes on in the other', async () => {
  const { clock, store } = world();
  const ran: Ran[] = [];
  const jobs = [
    jobNamed('skips', { schedule: '*/5 * * * *' }),
    jobNamed('waits', { schedule: '*/5 * * * *', overlap: 'queue' }),
  ];
  const takes = () => minutes(7);
  const both = ['one', 'other'].map((owner) => scheduler({ jobs, clock, store, owner, takes, ran }));
  await clock.sleep(minutes(61));
  await Promise.all(both.map(({ stop }) => stop()));
  for (const { name } of jobs) {
    const of = ran.filter(({ job }) => job === name);
    expect(new Set(times(of)).size, name).toBe(of.length);
    for (const [i, { began }] of of.entries()) expect(began).toBeGreaterThanOrEqual(of[i - 1]?.ended ?? 0);
    expect(of.length).toBeGreaterThanOrEqual(6);
  }
});

test('who has waited for a slot looks again whether a run of the job goes on in the other', async () => {
  const { clock, store } = world();
  const fives = jobNamed('fives', { schedule: '*/5 * * * *' });
  const long = jobNamed('an hour', { schedule: '0 12 * * *' });
  const ran: Ran[] = [];
  const takes = (job: string) => (job === 'an hour' ? minutes(22) : minutes(40));
  const one = scheduler({ jobs: [long, fives], clock, store, owner: 'one', atOnce: 1, takes, ran });
  await clock.sleep(minutes(1));
  const other = scheduler({ jobs: [fives], clock, store, owner: 'other', takes, ran });
  await clock.sleep(minutes(45));
  await Promise.all([one.stop(), other.stop()]);
  expect(ran.map(({ job, by, began }) => [job, by, of(began)])).toEqual([
    ['an hour', 'one', '12:00'],
    ['fives', 'other', '12:05'],
  ]);
});

test('what waits for a run that somebody began by hand is begun soon behind it, or at a stop not at all', async () => {
  const { clock, store } = world();
  const jobs = [
    jobNamed('waits', { schedule: '*/15 * * * *', overlap: 'queue' }),
    jobNamed('late', { schedule: '*/15 * * * *', catchUp: 1 }),
  ];
  const first = scheduler({ jobs, clock, store });
  await clock.sleep(minutes(1));
  await first.stop();
  await clock.sleep(minutes(27));
  const going = (span: number) =>
    Promise.all(
      jobs.map(async ({ name: job, keep }) => {
        const by = `by hand ${clock.now()}`;
        const begun = await store.jobs.begin({ job, cause: 'by hand', owner: by, keep });
        const own = { job, number: begun.begun ? begun.number : 0, owner: by };
        for (const until = clock.now() + span; clock.now() < until; await store.jobs.beat(own))
          await clock.sleep(1_000);
        await store.jobs.finish(own, { result: 'succeeded', duration: span, log: '', records: 0, setAside: 0 });
      }),
    );
  const before = going(minutes(5)); // to 12:33
  const { ran, lines, stop } = scheduler({ jobs, clock, store, owner: 'other' });
  await before;
  await clock.sleep(minutes(11)); // 12:44
  void going(minutes(5));
  await clock.sleep(minutes(2));
  await stop();
  expect(of(clock.now()), 'no later').toBe('12:46');
  const began = (name: string) =>
    ran.filter(({ job }) => job === name).map(({ scheduled, began }) => [of(scheduled), of(began)]);
  expect(began('waits')).toEqual([['12:30', '12:33']]);
  expect(began('late'), 'what is due then is left out').toEqual([
    ['12:15', '12:33'],
    ['12:30', '12:33'],
  ]);
  expect(told(lines, 'waits for a run')).toHaveLength(3);
});

test('who is slower, and finds the run of that time going on, has left out nothing', async () => {
  const { clock, store } = world();
  const jobs = [jobNamed('fives', { schedule: '*/5 * * * *' })];
  const slow: Clock = { ...clock, now: () => clock.now() - seconds(1) };
  const one = scheduler({ jobs, clock, store, owner: 'one', takes: () => minutes(2) });
  const other = scheduler({ jobs, clock: slow, store, owner: 'other' });
  await clock.sleep(minutes(12));
  await Promise.all([one.stop(), other.stop()]);
  expect(times(one.ran)).toEqual(['12:00', '12:05', '12:10']);
  expect(other.ran).toEqual([]);
  expect(told(other.lines, 'left out')).toEqual([]);
});

test('a run whose scheduler was killed is lost, its job runs on in the other one, and after a start', async () => {
  const { clock, store } = world();
  const ran: Ran[] = [];
  const jobs = [jobNamed('fives', { schedule: '*/5 * * * *' })];
  const one = scheduler({ jobs, clock, store, owner: 'one', ran, takes: () => minutes(2) });
  await clock.sleep(minutes(1));
  const other = scheduler({ jobs, clock, store, owner: 'other', ran });
  one.kill();
  await clock.sleep(minutes(5));
  const again = scheduler({ jobs, clock, store, owner: 'again', ran });
  await clock.sleep(minutes(5));
  await Promise.all([other.stop(), again.stop()]);
  expect(times(ran)).toEqual(['12:00', '12:05', '12:10']);
  const states = (await store.jobs.runs('fives', { limit: 9 })).map(({ number, state }) => [number, state]);
  expect(states).toEqual([
    [3, 'succeeded'],
    [2, 'succeeded'],
    [1, 'lost'],
  ]);
});

test('over three days in which two schedulers are killed and started at any moment, no time is run twice or forgotten', async () => {
  for (let seed = 1; seed <= 4; seed++) {
    const chance = random(seed);
    const { clock, store } = world();
    const ran: Ran[] = [];
    const keep = { runs: 50 };
    const jobs = [
      jobNamed('fives', { schedule: '*/5 * * * *', keep }),
      jobNamed('report', { schedule: '0 * * * *', catchUp: true, keep }),
    ];
    const takes = (_: string, scheduled: number) => seconds((scheduled / 1_000) % 17);
    /** When somebody was there. */
    const alive: [from: number, to: number][] = [];
    const lives = async (owner: string): Promise<void> => {
      while (clock.now() < NOON + days(3)) {
        const from = clock.now();
        const one = scheduler({ jobs, clock, store, owner, ran, takes });
        await clock.sleep(chance.integer(seconds(1), hours(6)));
        one.kill();
        alive.push([from, clock.now()]);
        await clock.sleep(chance.integer(0, hours(3)));
      }
    };
    await Promise.all([lives('one'), lives('other')]);
    const timesOf = (name: string) => ran.filter(({ job }) => job === name).map(({ scheduled }) => scheduled);
    for (const { name } of jobs) expect(new Set(timesOf(name)).size, `seed ${seed}`).toBe(timesOf(name).length);
    const last = Math.max(...timesOf('report'));
    const hourly = Array.from({ length: (last - NOON) / hours(1) + 1 }, (_, i) => NOON + hours(i));
    expect(
      timesOf('report').sort((a, b) => a - b),
      `seed ${seed}`,
    ).toEqual(hourly);
    const fives = new Set(timesOf('fives'));
    for (let time = NOON; time < NOON + days(3); time += minutes(5)) {
      const there = alive.some(([from, to]) => from <= time && to > time);
      expect(fives.has(time), `seed ${seed}, ${of(time)}`).toBe(there);
    }
  }
});
