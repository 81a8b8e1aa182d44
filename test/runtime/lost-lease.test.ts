import { expect, test } from 'vitest';
import { seconds } from '../../src/core/time.ts';
import { runners, SPAN } from './runners.ts';

test('a lost lease drops the work, and its loser begins again only when all is closed that it had open', async () => {
  const { clock, times, runner } = runners();
  const a = runner('a', { closing: seconds(30) });
  const b = runner('b');
  await clock.sleep(seconds(1));
  a.network.up = false;
  await clock.sleep(seconds(20));
  expect(times('b begins')[0]).toBeLessThanOrEqual(SPAN + SPAN / 5);
  expect(times('a has closed'), 'it cannot know yet').toEqual([]);
  a.network.up = true;
  await clock.sleep(seconds(10));
  b.stop();
  await b.ended;
  await clock.sleep(seconds(60));
  const [closed = 0] = times('a has closed');
  expect(closed).toBeGreaterThan(seconds(21 + 30));
  expect(closed).toBeLessThanOrEqual(seconds(21 + 30) + SPAN / 3);
  expect(times('a begins')).toEqual([0, closed]);
  expect(a.values).toEqual(['a works', 'a works']);
  expect(a.lines.map(({ level, message }) => ({ level, message }))).toEqual([
    { level: 'warn', message: 'another process took the lease: standing by' },
  ]);
  a.kill();
});

test('a store that does not answer for less than a lease lasts disturbs nobody', async () => {
  const { clock, happened, runner } = runners();
  const a = runner('a');
  const b = runner('b');
  for (let i = 0; i < 10; i++) {
    await clock.sleep(seconds(4));
    a.network.up = false;
    await clock.sleep(seconds(6));
    a.network.up = true;
  }
  expect(happened).toEqual([{ at: 0, what: 'a begins' }]);
  expect(a.lines).toEqual([]);
  a.kill();
  b.kill();
});

test('a store that fails otherwise is no silence: the work is dropped and closed, and the error goes on', async () => {
  const { clock, store, times, runner } = runners();
  const a = runner('a', { closing: seconds(5) });
  await clock.sleep(seconds(5));
  const bug = new TypeError('a bug in the store');
  store.lease = () => Promise.reject(bug);
  expect(await a.ended).toBe(bug);
  expect(times('a has closed')).toEqual([clock.now()]);
});

test('a kill drops the work at once, also while the store takes its time over a renewal', async () => {
  const { clock, store, times, runner } = runners();
  const a = runner('a');
  await clock.sleep(seconds(1));
  const lease = store.lease.bind(store);
  store.lease = (...call) => clock.sleep(seconds(60)).then(() => lease(...call));
  await clock.sleep(seconds(10));
  a.kill();
  await clock.sleep(1);
  expect(times('a has closed')).toEqual([seconds(11)]);
});

test('a renewal that is still on its way does not take again what was given back', async () => {
  const { clock, store, happened, runner } = runners();
  const lease = store.lease.bind(store);
  let slow = 0;
  store.lease = async (...call) => {
    await clock.sleep(slow);
    return lease(...call);
  };
  const a = runner('a', { work: () => clock.sleep(seconds(4)) });
  await clock.sleep(seconds(1));
  slow = seconds(2);
  expect(await a.ended).toBeUndefined();
  slow = 0;
  await clock.sleep(seconds(3));
  const b = runner('b', { work: async () => {} });
  await b.ended;
  expect(b.lines, 'nobody is in its way').toEqual([]);
  expect(happened.map(({ what }) => what)).toEqual(['a begins', 'a has closed', 'b begins', 'b has closed']);
});

test('a lease that cannot be given back runs out by itself', async () => {
  const { clock, times, runner } = runners();
  const a = runner('a', { work: () => clock.sleep(seconds(9)) });
  const b = runner('b', { work: async () => {} });
  a.network.release = false;
  expect(await a.ended).toBeUndefined();
  expect(await b.ended).toBeUndefined();
  expect(times('b begins')[0]).toBeGreaterThan(seconds(9) + SPAN / 3);
});
