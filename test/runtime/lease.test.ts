import { expect, test } from 'vitest';
import { seconds } from '../../src/core/time.ts';
import { runners, SPAN } from './runners.ts';

test('of two runners one works, and the other stands by until all is closed that the first had open', async () => {
  const { clock, happened, times, runner } = runners();
  const a = runner('a', { closing: seconds(5) });
  const b = runner('b');
  await clock.sleep(seconds(60));
  expect(happened).toEqual([{ at: 0, what: 'a begins' }]);
  a.stop();
  expect(await a.ended).toBeUndefined();
  await clock.sleep(seconds(60));
  expect(happened.map(({ what }) => what)).toEqual(['a begins', 'a has closed', 'b begins']);
  expect(times('a has closed')).toEqual([seconds(65)]);
  expect(times('b begins')[0], 'as soon as it looks').toBeLessThanOrEqual(seconds(65) + SPAN / 5);
  expect([a.values, b.values]).toEqual([['a works'], ['b works']]);
  b.kill();
});

test('a runner that is killed is followed by another when its lease has expired, not before', async () => {
  const { clock, times, runner } = runners();
  const a = runner('a');
  const b = runner('b');
  await clock.sleep(seconds(60));
  a.kill();
  await clock.sleep(seconds(60));
  const [began = 0] = times('b begins');
  expect(began).toBeGreaterThanOrEqual(seconds(60) + (SPAN * 2) / 3);
  expect(began).toBeLessThanOrEqual(seconds(60) + SPAN + SPAN / 5);
  b.kill();
});

test('work that is done, and work that fails, gives the lease back', async () => {
  const { clock, happened, runner } = runners();
  const bug = new Error('a bug');
  const a = runner('a', { work: () => clock.sleep(seconds(1)) });
  expect(await a.ended).toBeUndefined();
  const b = runner('b', { work: () => clock.sleep(seconds(1)).then(() => Promise.reject(bug)), closing: seconds(1) });
  expect(await b.ended).toBe(bug);
  const c = runner('c', { work: async () => {} });
  expect(await c.ended).toBeUndefined();
  expect(happened.map(({ at, what }) => `${at}: ${what}`)).toEqual([
    '0: a begins',
    '1000: a has closed',
    '1000: b begins',
    '3000: b has closed',
    '3000: c begins',
    '3000: c has closed',
  ]);
});

test('a stop while standing by ends it at once; it never works and takes nothing from the one that does', async () => {
  const { clock, store, times, runner } = runners();
  const a = runner('a');
  const b = runner('b');
  await clock.sleep(seconds(61));
  b.stop();
  expect(await b.ended).toBeUndefined();
  expect(clock.now()).toBe(seconds(61));
  await clock.sleep(seconds(60));
  expect(times('b begins')).toEqual([]);
  expect(await store.lease('p', 'c', SPAN)).toMatchObject({ held: false, owner: 'a' });
  a.kill();
});

test('standing by is told once for each runner that is in the way, and taking over too', async () => {
  const { clock, runner } = runners();
  const a = runner('a');
  const c = runner('c');
  await clock.sleep(seconds(1));
  const b = runner('b');
  await clock.sleep(seconds(60));
  a.stop();
  await clock.sleep(seconds(60));
  c.stop();
  await clock.sleep(seconds(60));
  const told = b.lines.map(({ fields, message }) => ({ ...fields, message }));
  expect(told).toMatchObject([
    {
      pipeline: 'p',
      runner: 'a',
      until: '1970-01-01T00:00:10.000Z',
      message: expect.stringMatching(/^another process holds the lease.*standing by$/),
    },
    { pipeline: 'p', runner: 'c', message: expect.stringMatching(/standing by$/) },
    { pipeline: 'p', message: 'took over' },
  ]);
  expect(a.lines, 'whoever never waited says nothing').toEqual([]);
  b.kill();
});
