import fc from 'fast-check';
import { expect, test } from 'vitest';
import { minutes } from '../../../src/core/time.ts';
import { address } from '../../../src/dashboard/page/address.ts';
import { problemOf } from '../../../src/dashboard/page/asked.ts';
import { instantAt, instantFrom, instantText, lastPlace, placeOf } from '../../../src/dashboard/page/instants.ts';
import { NOON } from './made-up.ts';

const range = { from: NOON, to: NOON + minutes(10), step: minutes(1) };

test('a slider has a place for each instant, and the last one is now', () => {
  expect(lastPlace(range)).toBe(11);
  expect([0, 10, 11, 12].map((place) => instantAt(range, place))).toEqual([NOON, NOON + minutes(10), null, null]);
  fc.assert(
    fc.property(fc.nat(lastPlace(range)), (place) => {
      expect(placeOf(range, instantAt(range, place))).toBe(place);
    }),
  );
});

test('an instant out of reach is at the nearest place that is no now', () => {
  expect([NOON - minutes(9), NOON + minutes(99)].map((at) => placeOf(range, at))).toEqual([0, 10]);
});

test('an instant stands in an address as people read it, and what is none is none', () => {
  expect(instantText(NOON)).toBe('2026-11-24T12:00:00Z');
  expect(instantFrom('2026-11-24T12:00:00Z')).toBe(NOON);
  expect(instantFrom(String(NOON))).toBe(NOON);
  expect([null, '', 'noon', '1e99', '99999999999999999999'].map(instantFrom)).toEqual([null, null, null, null, null]);
});

test('what stands in an address is escaped, and nothing is left out', () => {
  expect(address(['symbols', 'A/B?'], { key: 'a&b', at: null, none: '' })).toBe('/symbols/A%2FB%3F?key=a%26b');
  expect(address([])).toBe('/');
});

test('a problem is told in words also where the server has none', () => {
  expect(problemOf(404, { title: 'No such key', detail: 'There is no X.' })).toMatchObject({ title: 'No such key' });
  expect(problemOf(502, undefined)).toEqual({
    ...{ status: 502, title: 'The server has failed', detail: 'The server has answered with 502.' },
  });
});
