import { expect, test } from 'vitest';
import { days, hours, seconds } from '../../src/core/time.ts';
import { virtualClock } from '../../src/runtime/virtual-clock.ts';
import { turn } from '../support/manual-clock.ts';

test('hours pass at once, in the order of the moments that are waited for, first come first served', async () => {
  const clock = virtualClock(1_000);
  const woken: string[] = [];
  const wait = (name: string, span: number) =>
    clock.sleep(span).then(() => woken.push(`${name} at ${clock.now() - 1_000}`));
  await Promise.all([
    wait('late', hours(5)),
    wait('soon', 10),
    wait('also soon', 10),
    wait('now', 0),
    wait('past', -5),
  ]);
  expect(woken).toEqual(['now at 0', 'past at 0', 'soon at 10', 'also soon at 10', 'late at 18000000']);
  expect(clock.elapsed()).toBe(hours(5));
});

test('time does not pass while something else can happen', async () => {
  const clock = virtualClock();
  const asleep = clock.sleep(days(1));
  for (let i = 0; i < 1_000; i++) await Promise.resolve();
  expect(clock.now()).toBe(0);
  await asleep;
  expect(clock.now()).toBe(days(1));
});

test('whoever is woken goes on before the next one is', async () => {
  const clock = virtualClock();
  const seen: number[] = [];
  const steps = async (step: number) => {
    for (let i = 0; i < 3; i++) {
      await clock.sleep(step);
      for (let turn = 0; turn < 50; turn++) await Promise.resolve();
      seen.push(clock.now());
    }
  };
  await Promise.all([steps(10), steps(15)]);
  expect(seen).toEqual([10, 15, 20, 30, 30, 45]);
});

test('a sleep that is given up ends at once, and time does not pass for it', async () => {
  const clock = virtualClock();
  const stop = new AbortController();
  const given = clock.sleep(days(1), stop.signal);
  const other = clock.sleep(seconds(1));
  stop.abort();
  await given;
  expect(clock.now()).toBe(0);
  await other;
  await clock.sleep(days(1), stop.signal);
  for (let i = 0; i < 5; i++) await turn();
  expect(clock.now()).toBe(seconds(1));
});
