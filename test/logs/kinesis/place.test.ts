import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gatheredAt, gatheredOf } from '../../../src/logs/kinesis/gathered.ts';
import { type Place, placeOf, positionAt } from '../../../src/logs/kinesis/place.ts';
import { firstPlace, startAt } from '../../../src/logs/kinesis/start.ts';

const log = expect.objectContaining({ code: 'LOG' });
const SEQUENCE = '49680000000000000000000000000000000000000000000000000002';

const number = fc.nat({ max: 2 ** 53 - 1 });
const sequence = fc.bigInt({ min: 0n, max: 2n ** 186n }).map(String);
const sometimes = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined });
const place: fc.Arbitrary<Place> = fc.oneof(
  fc.record({ sequence, sub: sometimes(fc.nat({ max: 999_999 })), time: sometimes(number), seen: sometimes(number) }),
  fc.record({ time: sometimes(number), seen: sometimes(number) }),
);

describe('a place in a shard', () => {
  test.each<[Place, string]>([
    [{ sequence: SEQUENCE, time: 1767614400000 }, `${SEQUENCE}@1767614400000`],
    [{ sequence: SEQUENCE, sub: 3, time: 1767614400000 }, `${SEQUENCE}:3@1767614400000`],
    [{ sequence: SEQUENCE, time: 1767614400000, seen: 1767618000000 }, `${SEQUENCE}@1767614400000~1767618000000`],
    [{ time: 1767614400000 }, '@1767614400000'],
    [{}, 'trim-horizon'],
    [{ seen: 1767618000000 }, 'trim-horizon~1767618000000'],
  ])('%j is the position %s', (place, position) => {
    expect(positionAt(place)).toBe(position);
    expect(placeOf(position)).toEqual({
      sequence: undefined,
      sub: undefined,
      time: undefined,
      seen: undefined,
      ...place,
    });
  });

  test('comes back from its position, whatever it is', () => {
    fc.assert(
      fc.property(place, (place) => {
        expect(placeOf(positionAt(place))).toEqual({ ...placeOf('trim-horizon'), ...place });
      }),
    );
  });

  test.each(['', 'q1b.x:17', '4968…', '12:', '12@x', '-1@5', '~5', ':3@5', '12@5~', `${'1'.repeat(129)}@5`])(
    'is not in the position %j, which is refused',
    (position) => {
      expect(() => placeOf(position)).toThrow(log);
      expect(() => placeOf(position)).toThrow('sequence@arrival');
    },
  );

  test.each([
    [{}, { type: 'TRIM_HORIZON' }],
    [{ time: 5 }, { type: 'AT_TIMESTAMP', time: 5 }],
    [
      { time: 5, seen: 9 },
      { type: 'AT_TIMESTAMP', time: 5 },
    ],
    [
      { sequence: '7', time: 5 },
      { type: 'AFTER_SEQUENCE_NUMBER', sequence: '7' },
    ],
    [
      { sequence: '7', sub: 0, time: 5 },
      { type: 'AT_SEQUENCE_NUMBER', sequence: '7' },
    ],
  ])('%j is gone on from by %j', (place, start) => {
    expect(startAt(place)).toEqual(start);
  });

  test.each([
    ['trim-horizon', {}],
    ['latest', { time: 9, seen: 9 }],
    [{ timestamp: 5 }, { time: 5 }],
    [{ after: '7' }, { sequence: '7' }],
  ] as const)('from %j is first %j', (from, place) => {
    expect(firstPlace(from, 9)).toEqual(place);
  });
});

describe('a place in several shards', () => {
  const endless = fc.oneof(number, fc.constant(Number.POSITIVE_INFINITY));
  const shard = fc.nat().map((n) => `shardId-${String(n).padStart(12, '0')}`);
  const places = fc.array(fc.tuple(shard, place), { maxLength: 5 }).map((all) => new Map(all));

  test('comes back from its position, whatever it is', () => {
    const property = fc.property(fc.record({ left: endless, until: endless, places }), (gathered) => {
      const back = gatheredOf(gatheredAt(gathered));
      expect(gatheredAt(back)).toBe(gatheredAt(gathered));
      expect(back).toMatchObject({ left: gathered.left, until: gathered.until });
      expect([...back.places.keys()]).toEqual([...gathered.places.keys()]);
    });
    fc.assert(property);
  });

  test('reads as one would say it', () => {
    const places = new Map([['shardId-000000000000', { sequence: '7', time: 5 }]]);
    expect(gatheredAt({ left: 231, until: Number.POSITIVE_INFINITY, places })).toBe(
      'left=231;until=;shardId-000000000000=7@5',
    );
  });

  test.each(['', '7@5', 'left=x;until=', 'left=1;until=;shard', 'left=1;until=;shardId-0=x@y'])(
    'is not in the position %j, which is refused',
    (position) => {
      expect(() => gatheredOf(position)).toThrow(log);
    },
  );
});
