import { describe, expect, test } from 'vitest';
import { count } from '../../src/aggregates/count.ts';
import { maximum } from '../../src/aggregates/maximum.ts';
import type { Aside, Decoder } from '../../src/core/decoder.ts';
import { pipeline } from '../../src/core/pipeline.ts';
import { seconds } from '../../src/core/time.ts';
import { log } from '../../src/logs/log.ts';
import { parse } from '../../src/operators/parse.ts';
import { tumble } from '../../src/operators/tumble.ts';
import { view } from '../../src/sinks/view.ts';
import { drive } from '../../src/testing.ts';

/** An event that keeps two times, neither of them in `time`; whatever its fields hold. */
interface Reading {
  readonly sent: number;
  readonly taken: number;
  readonly room: string;
  readonly celsius: number;
}
const reading: Decoder<Reading> = {
  name: 'reading',
  decode: ({ data }): Reading | Aside => JSON.parse(new TextDecoder().decode(data)),
  timeOf: ({ sent }) => sent,
};
const of = (sent: number, taken: number, odd: object = {}) => ({ sent, taken, room: 'hall', celsius: 20, ...odd });

type Time = 'taken' | ((reading: Reading) => number);
const by = (time: Time, key: 'room' | ((reading: Reading) => string) = 'room') =>
  pipeline('rooms')
    .from(log('readings'))
    .pipe(
      parse(reading),
      tumble(
        { size: seconds(10), lateness: seconds(1), key, time },
        { readings: count(), hottest: maximum('celsius') },
      ),
    )
    .to(view('rooms'));

describe('the time of a window', () => {
  const items = [of(5_000, 1_000), of(12_000, 10_000), of(13_000, 9_999), of(14_000, 10_001, { room: 'attic' })];

  test('is that of another field, or of a function of the event, if the author says so', async () => {
    const byField = await drive(by('taken'), items);
    expect(byField.rows).toMatchObject([
      { key: 'hall', start: 0, readings: 1, final: true },
      { key: 'attic', start: 10_000, readings: 1, final: false },
      { key: 'hall', start: 10_000, readings: 1, final: false },
    ]);
    expect(byField.rejected).toMatchObject([{ reason: 'late' }]);
    const byFunction = await drive(
      by(
        ({ taken }) => taken,
        ({ room }) => room,
      ),
      items,
    );
    expect(byFunction).toEqual(byField);
  });

  test('is judged by the watermark before its own record, which its own time does not move', async () => {
    const { rows, rejected } = await drive(by('taken'), [of(50_000, 1_000), of(50_000, 1_000)]);
    expect(rows).toMatchObject([{ start: 0, readings: 1, final: true }]);
    expect(rejected).toMatchObject([{ reason: 'late' }]);
  });

  test('may lie before 1970', async () => {
    const { rows } = await drive(by('taken'), [of(-20_000, -1), of(-20_000, -10_000), of(-20_000, -10_001)]);
    expect(rows.map(({ start, end, readings }) => [start, end, readings])).toEqual([
      [-20_000, -10_000, 1],
      [-10_000, 0, 2],
    ]);
  });
});

describe('an event is set aside as failed, and touches no row', () => {
  const fine = of(1_000, 1_000);

  async function failure(odd: object, pipeline = by('taken')): Promise<string | undefined> {
    const { rows, rejected, counts } = await drive(pipeline, [fine, of(1_000, 1_000, { celsius: 40, ...odd }), fine]);
    expect(rows).toMatchObject([{ key: 'hall', start: 0, readings: 2, hottest: 20 }]);
    expect(counts).toEqual({ records: 3, folded: 2, 'rejected.failed': 1 });
    return rejected[0]?.detail;
  }

  const noTime = 'it has no time, wanted ms since 1970';

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 8.64e15, -8.65e15, 1.7e18])(
    'where its time is %d',
    async (odd) => {
      expect(
        await failure(
          {},
          by(({ celsius, taken }) => (celsius === 40 ? odd : taken)),
        ),
      ).toBe(noTime);
    },
  );

  test('where it has no time', async () => {
    expect(await failure({ taken: undefined })).toBe(noTime);
  });

  test.each([7, null, undefined, true])('where its key is %o', async (room) => {
    expect(await failure({ room })).toBe(`its key room is ${room}, wanted text`);
    expect(
      await failure(
        { room },
        by('taken', (reading) => reading.room),
      ),
    ).toBe(`its key is ${room}, wanted text`);
  });

  test('where an aggregate cannot take it, though another one could', async () => {
    expect(await failure({ celsius: 'hot' })).toBe('celsius gave "hot", a text, wanted a finite number or null');
  });

  test('where a function of it throws', async () => {
    const broken = ({ celsius, room }: Reading): string => {
      if (celsius === 40) throw new Error('the sensor is broken');
      return room;
    };
    expect(await failure({}, by('taken', broken))).toBe('the sensor is broken');
    expect(
      await failure(
        {},
        by((reading) => (broken(reading) ? reading.taken : 0)),
      ),
    ).toBe('the sensor is broken');
  });
});
