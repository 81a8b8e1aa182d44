/** Goal: whoever reads much leaves time for all others. */
import { expect, test } from 'vitest';
import { Turns } from '../../../src/dashboard/live/turns.ts';
import { ManualClock, turn } from '../../support/manual-clock.ts';

function scene() {
  const clock = new ManualClock();
  const turns = new Turns(clock);
  const begun: string[] = [];
  const read = (name: string, span: number, signal = new AbortController().signal) =>
    turns.take(async () => {
      begun.push(name);
      await clock.sleep(span);
      if (span === 13) throw new Error('no');
      return name;
    }, signal);
  return { clock, begun, read };
}

test('one reads after the other, and between them nobody for as long as it took, a second at most', async () => {
  const { clock, begun, read } = scene();
  const all = [read('a', 300), read('b', 5_000), read('c', 1)];
  await turn();
  await clock.advance(599);
  expect(begun).toEqual(['a']);
  expect(await all[0]).toBe('a');
  await clock.advance(1);
  expect(begun).toEqual(['a', 'b']);
  await clock.advance(5_999);
  expect(begun).toEqual(['a', 'b']);
  await clock.advance(2);
  expect(await Promise.all(all)).toEqual(['a', 'b', 'c']);
});

test('who is gone when its turn comes reads nothing, and who fails holds nobody up', async () => {
  const { clock, begun, read } = scene();
  const gone = new AbortController();
  const failing = read('a', 13);
  const failed = expect(failing).rejects.toThrow('no');
  const left = read('b', 1, gone.signal);
  const last = read('c', 0);
  gone.abort();
  await turn();
  await clock.advance(26);
  await failed;
  await turn();
  expect(await left).toBeUndefined();
  expect(await last).toBe('c');
  expect(begun).toEqual(['a', 'c']);
});
