import { map as mapped } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { Batch } from '../../src/core/batch.ts';
import { Lines } from '../../src/core/lines.ts';
import { lyingAs } from '../../src/core/lying.ts';
import type { LogRecord } from '../../src/core/record.ts';
import { State } from '../../src/core/state.ts';
import { START_OF_TIME } from '../../src/core/time.ts';
import { trade } from '../../src/market/trade.ts';
import { each } from '../../src/operators/each.ts';
import { filter } from '../../src/operators/filter.ts';
import { map } from '../../src/operators/map.ts';
import { parse } from '../../src/operators/parse.ts';
import { readOf, through } from '../support/batches.ts';
import { tradeAt } from '../support/market.ts';

describe('the time of a batch', () => {
  const tick = { record: 1, tick: { time: 70, prices: {} } };
  const moved = { marks: { before: (record: number) => record * 10, ticks: [tick] }, watermark: 90 };

  test('is moved by whoever knows it, and stays moved', () => {
    const batch = Batch.of(readOf([1, 2]), START_OF_TIME, new State())
      .with([1, 2], moved)
      .with([2]);
    expect(batch.watermark).toBe(90);
    expect(batch.marks.before(1)).toBe(10);
  });

  test('stands still where the read has no order, whoever moves it; the ticks are seen all the same', () => {
    const read = { ...readOf([1, 2]), unordered: true } as const;
    const batch = Batch.of(read, START_OF_TIME, new State()).with([1, 2], moved).with([2]);
    expect(batch.watermark).toBe(START_OF_TIME);
    expect(batch.marks.before(1)).toBe(START_OF_TIME);
    expect(batch.marks.ticks).toEqual([tick]);
  });
});

describe('the records of a file', () => {
  const bytes = Buffer.from(`${JSON.stringify(tradeAt(1_000))}\ntorn\n${JSON.stringify(tradeAt(2_000))}\n`);
  const entering = () => {
    const read = lyingAs(new Lines(bytes), { position: '', positionOf: String });
    return Batch.of<LogRecord>(read, START_OF_TIME, new State());
  };
  const texts = ['{"e":"trade"', 'torn', '{"e":"trade"'];

  test.each([
    ['map', map((record: LogRecord) => ({ ...record, key: 'a' }))],
    ['each', each<LogRecord, LogRecord>(mapped(({ ...record }) => record))],
  ])('can be copied by a lambda of %s, and parsed then', async (_operator, copied) => {
    const [copies] = await through(copied, entering());
    expect(copies?.events.map(({ data }) => String(data).slice(0, 12))).toEqual(texts);
    const [parsed] = copies ? await through(parse(trade), copies) : [];
    expect(parsed?.events.map(({ time }) => time)).toEqual([1_000, 2_000]);
    expect(parsed?.rejected).toMatchObject([{ record: 1, reason: 'unparsable' }]);
  });

  test('are the same behind a filter, where they lie no longer', async () => {
    const [wanted] = await through(
      filter((record: LogRecord) => record.data.length > 4),
      entering(),
    );
    expect(wanted?.events.map((record) => Object.keys(record))).toEqual([['data'], ['data']]);
    const [parsed] = wanted ? await through(parse(trade), wanted) : [];
    expect(parsed?.events.map((_, i) => parsed.recordOf(i))).toEqual([0, 2]);
  });
});
