/** What becomes of jobs that are run by their schedules, one virtual hour after the other. */
import { expect, test } from 'vitest';
import { PipelineError, WorldError } from '../../src/core/errors.ts';
import type { Messages } from '../../src/core/sink.ts';
import type { RunContext } from '../../src/core/source.ts';
import { days, hours, minutes, seconds } from '../../src/index.ts';
import { virtualClock } from '../../src/runtime/virtual-clock.ts';
import { memoryStore } from '../../src/store/memory.ts';
import { people } from '../support/people.ts';
import { dueJob, scheduling } from './schedules.ts';

const NOON = Date.UTC(2024, 7, 8, 12);
const hourly = { schedule: '0 * * * *' };

function world() {
  const clock = virtualClock(NOON);
  return { clock, store: memoryStore({ clock }) };
}
const nth = (n: number) => NOON + hours(n);
const newestFirst = <T>(...oldestFirst: readonly T[]) => oldestFirst.toReversed();

test('a job is run for the time at which it was due, and its runs tell that, and why', async () => {
  const here = world();
  const { job, times } = dueJob('hourly', hourly);
  const { stop } = scheduling([job], here);
  await here.clock.sleep(hours(2) + 1);
  await stop();
  expect(times()).toEqual([nth(0), nth(1), nth(2)]);
  expect(await here.store.jobs.runs('hourly', { limit: 9 })).toMatchObject(
    newestFirst(
      { number: 1, cause: 'by schedule', scheduled: nth(0), state: 'succeeded', records: 1 },
      { number: 2, cause: 'by schedule', scheduled: nth(1), state: 'succeeded' },
      { number: 3, cause: 'by schedule', scheduled: nth(2), state: 'succeeded' },
    ),
  );
});

test('a job that fails, of a bug or otherwise, fails alone, with its stack in the log of its run', async () => {
  const here = world();
  const bug = dueJob('bug', hourly, () => {
    throw new TypeError('no function');
  });
  const refused = dueJob('refused', hourly, () => {
    throw new PipelineError('MISSING', 'There is no file prices.csv.');
  });
  const sound = dueJob('sound', hourly);
  const { lines, stop } = scheduling([bug.job, refused.job, sound.job], here);
  await here.clock.sleep(hours(1) + 1);
  await stop();
  expect(sound.times()).toEqual([nth(0), nth(1)]);
  const logOf = async (job: string) => (await here.store.jobs.run(job, 2))?.log ?? '';
  expect(await here.store.jobs.run('bug', 2)).toMatchObject({ state: 'failed', error: 'TypeError: no function' });
  expect(await logOf('bug')).toMatch(/started[\s\S]*TypeError: no function\n +at /);
  expect(await here.store.jobs.run('refused', 2)).toMatchObject({ error: 'There is no file prices.csv.' });
  expect(await logOf('refused')).not.toMatch(/\n +at /);
  const failed = lines.filter(({ message }) => message === 'failed').map(({ fields }) => fields);
  expect(failed).toEqual(
    expect.arrayContaining([
      { pipeline: 'bug', run: 2, reason: 'no function', stack: expect.stringMatching(/\n +at /) },
      { pipeline: 'refused', run: 2, reason: 'There is no file prices.csv.' },
    ]),
  );
});

test('what failed is tried again within its run, as often as its job wants, with its log of all attempts', async () => {
  const here = world();
  let attempts = 0;
  const work = ({ scheduled }: RunContext) => {
    attempts++;
    if (attempts < 3 || scheduled === nth(1)) throw new PipelineError('LOG', `not at attempt ${attempts}`);
  };
  const { job, times } = dueJob('hourly', { ...hourly, retries: 2 }, work);
  const { stop } = scheduling([job], here);
  await here.clock.sleep(hours(1) + minutes(1));
  await stop();
  expect(attempts).toBe(6);
  expect(times()).toEqual([nth(0)]);
  expect(await here.store.jobs.runs('hourly', { limit: 9 })).toMatchObject(
    newestFirst(
      { number: 1, state: 'succeeded', duration: seconds(30), records: 1 },
      { number: 2, state: 'failed', duration: seconds(30), error: 'not at attempt 6' },
    ),
  );
  const { log = '' } = (await here.store.jobs.run('hourly', 1)) ?? {};
  expect(log.match(/it is tried again .*/g)).toEqual([
    expect.stringMatching(/"attempt":1,"of":3,"wait":10000,"reason":"not at attempt 1"/),
    expect.stringMatching(/"attempt":2,"of":3,"wait":20000,"reason":"not at attempt 2"/),
  ]);
  expect(log.match(/INFO: started/g)).toHaveLength(3);
});

test('the waits between attempts grow to five minutes', async () => {
  const here = world();
  const { job } = dueJob('hourly', { ...hourly, retries: 7 }, () => Promise.reject(new Error('a bug')));
  const { stop } = scheduling([job], here);
  await here.clock.sleep(minutes(30));
  await stop();
  const duration = seconds(10 + 20 + 40 + 80 + 160 + 300 + 300);
  expect(await here.store.jobs.last({ limit: 9 })).toMatchObject([{ state: 'failed', duration }]);
});

test('what fails when it is told to stop has failed', async () => {
  const here = world();
  const work = async ({ clock, signal }: RunContext) => {
    await clock.sleep(hours(1), signal);
    throw new Error('a bug');
  };
  const { stop } = scheduling([dueJob('hourly', { ...hourly, retries: 2 }, work).job], here);
  await here.clock.sleep(minutes(1));
  await stop();
  expect(await here.store.jobs.last({ limit: 9 })).toMatchObject([{ state: 'failed', error: 'Error: a bug' }]);
});

test('a run that takes too long is told to stop and has timed out, its retries included; the next one is run', async () => {
  const here = world();
  const work = ({ scheduled }: RunContext) => {
    if (scheduled === nth(0)) throw new WorldError('the exchange is away');
    if (scheduled === nth(1)) throw new PipelineError('LOG', 'no log');
  };
  const { job, times } = dueJob('hourly', { ...hourly, timeout: seconds(25), retries: 9 }, work);
  const { stop } = scheduling([job], here);
  await here.clock.sleep(hours(2) + minutes(5));
  await stop();
  expect(times()).toEqual([nth(2)]);
  expect(await here.store.jobs.runs('hourly', { limit: 9 })).toMatchObject(
    newestFirst(
      { state: 'timed out', error: expect.stringMatching(/within 25 s\. It last waited for: the exchange is away/) },
      { state: 'timed out', error: expect.stringMatching(/within 25 s\. It last waited for: no log/) },
      { state: 'succeeded' },
    ),
  );
});

test('a run whose messages nobody takes has not succeeded: it times out, or is stopped, and the next one says them', async () => {
  const here = world();
  const said: string[] = [];
  const away = () => here.clock.now() < nth(1) + minutes(5);
  const chat: Messages<number> = {
    kind: 'messages',
    name: 'chat',
    compose: (times) => times.map(String),
    show: async () => ({ text: '', pictures: [] }),
    deliver: async ({ body }) => {
      if (away()) throw new WorldError('the chat is away');
      said.push(body);
    },
  };
  const { job } = dueJob('hourly', { ...hourly, timeout: minutes(2) });
  const talks = { ...job, destinations: [chat] };
  const one = scheduling([talks], here);
  await here.clock.sleep(hours(1) + minutes(1));
  await one.stop();
  const { stop } = scheduling([talks], { ...here, owner: 'other' });
  await here.clock.sleep(hours(1));
  await stop();
  expect(await here.store.jobs.runs('hourly', { limit: 9 })).toMatchObject(
    newestFirst(
      { state: 'timed out', error: expect.stringMatching(/within 2 min\. It last waited for: the chat is away/) },
      { state: 'stopped' },
      { state: 'succeeded' },
    ),
  );
  expect(said).toEqual([nth(0), nth(1), nth(2)].map(String));
});

test('a run that does not even stop is let go, and the next one is run', async () => {
  const here = world();
  const work = ({ scheduled, clock }: RunContext) => (scheduled === nth(0) ? clock.sleep(hours(9)) : undefined);
  const { job, times } = dueJob('hourly', { ...hourly, timeout: minutes(1) }, work);
  const { stop } = scheduling([job], here);
  await here.clock.sleep(hours(1) + minutes(5));
  await stop();
  expect(times()).toEqual([nth(1)]);
  expect(await here.store.jobs.runs('hourly', { limit: 9 })).toMatchObject(
    newestFirst({ state: 'timed out', duration: seconds(70) }, { state: 'succeeded' }),
  );
});

test('what is let go keeps the job from nobody else', async () => {
  const here = world();
  const work = ({ scheduled }: RunContext) => (scheduled === nth(0) ? new Promise(() => {}) : undefined);
  const { job, times } = dueJob('hourly', { ...hourly, timeout: minutes(1) }, work);
  const one = scheduling([job], here);
  await here.clock.sleep(minutes(5));
  const other = scheduling([job], { ...here, owner: 'other' });
  await one.stop();
  await here.clock.sleep(hours(1));
  await other.stop();
  expect(times()).toEqual([nth(1)]);
});

test('a stop lets what goes on end as stopped, a wait for the next attempt included', async () => {
  const here = world();
  const failing = dueJob('failing', { ...hourly, retries: 3 }, () => Promise.reject(new Error('a bug')));
  const waiting = dueJob('waiting', hourly, () => Promise.reject(new WorldError('nobody answers')));
  const { stop } = scheduling([failing.job, waiting.job], here);
  await here.clock.sleep(seconds(15));
  const before = here.clock.now();
  await stop();
  expect(here.clock.now() - before).toBeLessThan(seconds(1));
  const last = await here.store.jobs.last({ limit: 9 });
  expect(last).toMatchObject([
    { job: 'failing', state: 'stopped' },
    { job: 'waiting', state: 'stopped' },
  ]);
});

test('nothing is run of which the store does not say that it is ours, and an end that it has not heard is told later', async () => {
  const here = world();
  const { job, times } = dueJob('hourly', hourly);
  const { begin, finish } = here.store.jobs;
  let away = true;
  const orAway = <A extends unknown[], R>(does: (...args: A) => Promise<R>) =>
    ((...args: A) => (away ? Promise.reject(new WorldError('no store')) : does.apply(here.store.jobs, args))) as never;
  here.store.jobs.begin = orAway(begin);
  here.store.jobs.finish = orAway(finish);
  const { stop } = scheduling([job], here);
  await here.clock.sleep(minutes(20));
  expect(times()).toEqual([]);
  away = false;
  await here.clock.sleep(minutes(1));
  expect(times()).toEqual([nth(0)]);
  away = true;
  here.store.jobs.begin = begin;
  await here.clock.sleep(minutes(50));
  expect(times()).toEqual([nth(0), nth(1)]);
  away = false;
  await here.clock.sleep(minutes(1));
  await stop();
  const runs = await here.store.jobs.runs('hourly', { limit: 9 });
  expect(runs.map(({ state }) => state)).toEqual(['succeeded', 'succeeded']);
});

test('nor where the store refuses to say it', async () => {
  const here = world();
  const { job, times } = dueJob('hourly', hourly);
  here.store.jobs.begin = () => Promise.reject(new PipelineError('CONFIG', 'It is read-only.'));
  const { lines, stop } = scheduling([job], here);
  await here.clock.sleep(minutes(1));
  await stop();
  expect(times()).toEqual([]);
  expect(lines.filter(({ level }) => level === 'warn')).toMatchObject([{ fields: { reason: 'It is read-only.' } }]);
});

test('a time that comes again, because the clock was set back, is not run again by the same process', async () => {
  const steady = virtualClock(NOON);
  let set = 0;
  const clock = { ...steady, now: () => steady.now() + set };
  const { job, times } = dueJob('hourly', hourly);
  const { stop } = scheduling([job], { clock, store: memoryStore({ clock }) });
  await clock.sleep(hours(1) + minutes(10));
  set = -minutes(30);
  await clock.sleep(hours(1));
  await stop();
  expect(times()).toEqual([nth(0), nth(1)]);
});

test('as many runs are kept as the job says', async () => {
  const here = world();
  const { job } = dueJob('hourly', { ...hourly, keep: { runs: 3, days: 1 } });
  const { stop } = scheduling([job], here);
  await here.clock.sleep(hours(9) + 1);
  await stop();
  expect((await here.store.jobs.runs('hourly', { limit: 99 })).map(({ number }) => number)).toEqual([10, 9, 8]);
});

test('people hear that a job is fixed though its run before began longer ago than runs are kept', async () => {
  const here = world();
  const told = people();
  const work = ({ scheduled }: RunContext) => {
    if (scheduled < NOON + days(30)) throw new Error('no coins');
  };
  const monthly = { schedule: '0 12 8 * *', keep: { days: 30 }, notify: [told] };
  const { stop } = scheduling([dueJob('monthly', monthly, work).job], here);
  await here.clock.sleep(days(62));
  await stop();
  expect(told.heard.map(({ occasion }) => occasion)).toEqual(['failed', 'fixed', 'succeeded']);
});

test('that people cannot be told fails no job, and stands in the log of its run', async () => {
  const here = world();
  const broken = people(undefined, () => {
    throw new WorldError('the mail server is away');
  });
  const sound = people();
  const { job } = dueJob('hourly', { ...hourly, notify: [broken, sound] });
  const { stop } = scheduling([job], here);
  await here.clock.sleep(hours(1) + 1);
  await stop();
  expect(sound.heard.map(({ id }) => id)).toEqual(['hourly/1/succeeded', 'hourly/2/succeeded']);
  const run = await here.store.jobs.run('hourly', 2);
  expect(run).toMatchObject({ state: 'succeeded' });
  expect(run?.log).toMatch(/WARN: people were not told: succeeded \{.*"reason":"the mail server is away"\}\n/);
});

test('a run goes on, for all to see, while people are told how it ended, however long that takes', async () => {
  const here = world();
  const slow = people(undefined, (_, { clock }) => clock.sleep(seconds(58)));
  const { stop } = scheduling([dueJob('hourly', { ...hourly, notify: [slow] }).job], here);
  await here.clock.sleep(seconds(57));
  expect(await here.store.jobs.last({ limit: 9 })).toMatchObject([{ state: 'running' }]);
  await here.clock.sleep(seconds(2));
  await stop();
  expect(await here.store.jobs.last({ limit: 9 })).toMatchObject([{ state: 'succeeded', duration: 0 }]);
});

test('of a run that was lost its next run tells first, with what it had logged by then', async () => {
  const here = world();
  const told = people(undefined, ({ run }, { clock }) => (run.number === 2 ? clock.sleep(seconds(5)) : undefined));
  const work = ({ scheduled, clock }: RunContext) => (scheduled === nth(1) ? clock.sleep(minutes(30)) : undefined);
  const { job } = dueJob('hourly', { ...hourly, notify: [told] }, work);
  const one = scheduling([job], here);
  await here.clock.sleep(hours(1) + minutes(1));
  one.kill();
  const { stop } = scheduling([job], { ...here, owner: 'other' });
  await here.clock.sleep(hours(2));
  await stop();
  expect(told.heard).toMatchObject([
    { id: 'hourly/1/succeeded' },
    {
      ...{ id: 'hourly/2/failed', detail: expect.stringMatching(/^not heard of since 2024-08-08T13:00:5\d/) },
      run: { number: 2, cause: 'by schedule' },
      log: expect.stringMatching(/INFO: started/),
    },
    { id: 'hourly/3/fixed' },
    { id: 'hourly/4/succeeded' },
  ]);
});

test('nobody is told of a run that was stopped, and the next one is seen beside those before it', async () => {
  const here = world();
  const told = people();
  const work = ({ scheduled }: RunContext) => {
    if (scheduled === nth(0)) throw new Error('no coins');
    if (scheduled === nth(1)) throw new WorldError('nobody answers');
  };
  const { job } = dueJob('hourly', { ...hourly, notify: [told] }, work);
  const one = scheduling([job], here);
  await here.clock.sleep(hours(1) + minutes(1));
  await one.stop();
  const { stop } = scheduling([job], { ...here, owner: 'other' });
  await here.clock.sleep(hours(1));
  await stop();
  const states = (await here.store.jobs.runs('hourly', { limit: 9 })).map(({ state }) => state);
  expect(states).toEqual(newestFirst('failed', 'stopped', 'succeeded'));
  expect(told.heard.map(({ id }) => id)).toEqual(['hourly/1/failed', 'hourly/3/fixed']);
});
