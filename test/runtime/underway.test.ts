import { expect, test } from 'vitest';
import { Underway } from '../../src/runtime/underway.ts';
import { turn } from '../support/manual-clock.ts';

test('it is settled when all work has ended, however it ends, and what was begun meanwhile too', async () => {
  const underway = new Underway();
  const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let settled = false;
  underway.add(first.promise.finally(() => underway.add(second.promise)));
  const waiting = underway.settled().then(() => {
    settled = true;
  });
  first.reject(new Error('failed'));
  await turn();
  expect(settled).toBe(false);
  second.resolve();
  await waiting;
  await underway.settled();
});
