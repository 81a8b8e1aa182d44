import { expect, test } from 'vitest';
import { Seen } from '../../src/slack/seen.ts';

const at = (seconds: number, mark?: string) => ({ ts: `${seconds}.000000`, mark, files: [] });

test('what was seen is known, and what may come up late is looked at again', () => {
  const seen = new Seen();
  expect(seen.since).toBeUndefined();
  seen.add([at(1_000, 'a'), at(900)]);
  seen.add([at(950, 'b')]);
  expect(['a', 'b', 'c'].map((mark) => seen.find((one) => one.mark === mark)?.ts)).toEqual([
    ...['1000.000000', '950.000000'],
    undefined,
  ]);
  expect(seen.since, 'two minutes before the newest').toBe(880_000);
});

test('of too many all are looked at anew, and what nobody looks for is not kept', () => {
  const seen = new Seen();
  seen.add(Array.from({ length: 9_000 }, (_, i) => at(i + 1)));
  seen.add(Array.from({ length: 5_000 }, (_, i) => at(i + 1, `m${i}`)));
  expect(seen.since).toBe(8_880_000);
  seen.add([at(9_001, 'one more')]);
  expect([seen.since, seen.find(() => true)]).toEqual([undefined, undefined]);
});
