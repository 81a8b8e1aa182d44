import { expect, test } from 'vitest';
import { START_OF_TIME } from '../../src/core/time.ts';
import { timed } from '../../src/runtime/timed.ts';
import { batchOf } from '../support/batches.ts';
import { at, type Event } from '../support/shards.ts';

const time = ({ time }: Event) => time;

test('event time is moved by each item that is ahead, and each is marked with how far it had come before', () => {
  const batch = timed(batchOf(at('x', 5, 3, 9, 9, 1)), time);
  expect(batch.watermark).toBe(9);
  expect(batch.events.map((_, i) => batch.marks.before(i))).toEqual([START_OF_TIME, 5, 5, 9, 9]);
});

test('nothing moves no time', () => {
  expect(timed(batchOf([], 'flush'), time).watermark).toBe(START_OF_TIME);
});
