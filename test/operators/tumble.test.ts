import { describe, expect, test } from 'vitest';
import { count } from '../../src/aggregates/count.ts';
import { sum } from '../../src/aggregates/sum.ts';
import { pipeline } from '../../src/core/pipeline.ts';
import { minutes, seconds } from '../../src/core/time.ts';
import { log } from '../../src/logs/log.ts';
import { type Trade, trade } from '../../src/market/trade.ts';
import { filter } from '../../src/operators/filter.ts';
import { parse } from '../../src/operators/parse.ts';
import { tumble } from '../../src/operators/tumble.ts';
import { view } from '../../src/sinks/view.ts';
import { drive } from '../../src/testing.ts';
import { NOON, tickAt, tradeAt } from '../support/market.ts';

const aMinute = { size: minutes(1), lateness: seconds(5) };

/** Per minute, five seconds late. */
const perMinute = pipeline('per-minute')
  .from(log('trades'))
  .pipe(parse(trade), tumble({ ...aMinute, key: 'symbol' }, { trades: count(), units: sum('quantity') }))
  .to(view('per-minute'));

/** A trade so many seconds past noon. */
const at = (T: number, s = 'BTCUSDT') => tradeAt(NOON + T * 1_000, { s, q: '0.1' });

describe('a window', () => {
  test('holds what lies in it, its start included and its end not', async () => {
    const { rows } = await drive(perMinute, [at(0), at(59.999), at(60), at(60.001)]);
    expect(rows).toMatchObject([
      { key: 'BTCUSDT', start: NOON, end: NOON + 60_000, closes: NOON + 65_000, trades: 2, units: 0.2 },
      { key: 'BTCUSDT', start: NOON + 60_000, end: NOON + 120_000, closes: NOON + 125_000, trades: 2, units: 0.2 },
    ]);
  });

  test('has a row for each key', async () => {
    const { rows } = await drive(perMinute, [at(1, 'ETHUSDT'), at(2), at(3, 'ETHUSDT')]);
    expect(rows).toMatchObject([
      { key: 'BTCUSDT', trades: 1 },
      { key: 'ETHUSDT', trades: 2 },
    ]);
  });

  test('is provisional until event time has come to its end and its lateness, then final', async () => {
    const before = await drive(perMinute, [at(1), at(64.999)]);
    expect(before.rows[0]).toMatchObject({ start: NOON, final: false });
    const after = await drive(perMinute, [at(1), at(65)]);
    expect(after.rows[0]).toMatchObject({ start: NOON, final: true });
  });

  test('takes late-comers for as long as it is provisional, and does not change once it is final', async () => {
    const { rows, rejected, counts } = await drive(perMinute, [
      at(1),
      at(64),
      at(59),
      at(65),
      at(58),
      at(2, 'ETHUSDT'),
    ]);
    expect(rows).toMatchObject([
      { key: 'BTCUSDT', start: NOON, final: true, trades: 2 },
      { key: 'BTCUSDT', start: NOON + 60_000, final: false, trades: 2 },
    ]);
    expect(rejected).toMatchObject([
      {
        reason: 'late',
        text: JSON.stringify(at(58)),
        detail:
          'its window closed at 2024-08-08T12:01:05.000Z; event time had come to 2024-08-08T12:01:05.000Z before it',
      },
      { reason: 'late', text: JSON.stringify(at(2, 'ETHUSDT')) },
    ]);
    expect(counts).toEqual({ records: 6, folded: 4, 'rejected.late': 2 });
  });

  test('is closed by ticks, too, and by what a filter keeps out of it', async () => {
    const bitcoin = pipeline('bitcoin')
      .from(log('trades'))
      .pipe(
        parse(trade),
        filter((t) => t.base === 'BTC'),
        tumble({ ...aMinute, key: 'symbol' }, { trades: count() }),
      )
      .to(view('bitcoin'));
    for (const mover of [tickAt(NOON + 65_000, {}), at(65, 'ETHUSDT')]) {
      const { rows, rejected } = await drive(bitcoin, [at(1), mover, at(2)]);
      expect(rows).toMatchObject([{ key: 'BTCUSDT', final: true, trades: 1 }]);
      expect(rejected).toMatchObject([{ reason: 'late' }]);
    }
  });

  test('without lateness is final at its end', async () => {
    const strict = pipeline('strict')
      .from(log('trades'))
      .pipe(parse(trade), tumble({ size: seconds(1), lateness: 0, key: 'symbol' }, { trades: count() }))
      .to(view('strict'));
    const { rows, rejected } = await drive(strict, [at(0), at(1), at(0.999)]);
    expect(rows.map(({ final, trades }) => [final, trades])).toEqual([
      [true, 1],
      [false, 1],
    ]);
    expect(rejected).toHaveLength(1);
  });
});

test.each([
  [{ size: 0, lateness: 0 }, 'size: 0, lateness: 0'],
  [{ size: Number.NaN, lateness: 0 }, 'size: NaN, lateness: 0'],
  [{ size: Number.POSITIVE_INFINITY, lateness: 0 }, 'size: Infinity, lateness: 0'],
  [{ size: 1, lateness: -1 }, 'size: 1, lateness: -1'],
  [{ size: 1, lateness: undefined as unknown as number }, 'size: 1, lateness: undefined'],
])('a window of %o is refused when it is declared', (spans, got) => {
  const declare = () => tumble<Trade, Record<never, never>>({ ...spans, key: 'symbol' }, {});
  expect(declare).toThrow(`tumble was given ${got}. Wanted: two spans such as minutes(1) and seconds(5)`);
});
