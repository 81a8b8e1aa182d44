import { expect, test } from 'vitest';
import { seconds } from '../../src/core/time.ts';
import { Watched } from '../../src/dashboard/watched.ts';

const sample = (records: number, commits = records, version = 1) => ({ records, commits, version });

test('a rate is told of the last ten seconds, once it was looked at twice', () => {
  const watched = new Watched();
  expect(watched.rate).toBeUndefined();
  watched.take(0, sample(1_000_000));
  expect(watched.rate).toBeUndefined();
  watched.take(seconds(1), sample(1_000_050));
  expect(watched.rate).toBe(50);
  for (let s = 2; s <= 30; s++) watched.take(seconds(s), sample(1_000_050 + 10 * (s - 1)));
  expect(watched.rate).toBe(10);
  for (let s = 31; s <= 41; s++) watched.take(seconds(s), sample(1_000_340));
  expect(watched.rate).toBe(0);
});

test('a run of a job that counts from nothing has no negative rate', () => {
  const watched = new Watched();
  watched.take(0, sample(500, 5));
  watched.take(seconds(1), sample(20, 6));
  expect(watched.rate).toBe(0);
});

test('it is quiet since the last commit that was seen, whatever it read', () => {
  const watched = new Watched();
  expect(watched.quiet(seconds(9))).toBeUndefined();
  watched.take(seconds(1), sample(10, 3));
  watched.take(seconds(2), sample(10, 3));
  expect(watched.quiet(seconds(4))).toBe(seconds(3));
  watched.take(seconds(5), sample(10, 4));
  expect(watched.quiet(seconds(6))).toBe(seconds(1));
});

test('another version, or a store that was away, begins anew', () => {
  const watched = new Watched();
  watched.take(0, sample(1_000));
  watched.take(seconds(1), sample(2_000));
  watched.take(seconds(2), sample(5, 1, 2));
  expect(watched.rate).toBeUndefined();
  expect(watched.quiet(seconds(2))).toBe(0);
  watched.lose();
  expect(watched.quiet(seconds(60))).toBeUndefined();
  watched.take(seconds(60), sample(5, 1, 2));
  expect(watched.quiet(seconds(61))).toBe(seconds(1));
});
