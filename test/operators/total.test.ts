import { describe, expect, test } from 'vitest';
import { count } from '../../src/aggregates/count.ts';
import { sum } from '../../src/aggregates/sum.ts';
import { pipeline } from '../../src/core/pipeline.ts';
import { END_OF_TIME, minutes, seconds } from '../../src/core/time.ts';
import { log } from '../../src/logs/log.ts';
import { trade } from '../../src/market/trade.ts';
import { parse } from '../../src/operators/parse.ts';
import { total } from '../../src/operators/total.ts';
import { tumble } from '../../src/operators/tumble.ts';
import { print } from '../../src/sinks/print.ts';
import { view } from '../../src/sinks/view.ts';
import { CRASH, drive, PAUSE } from '../../src/testing.ts';
import { NOON, tradeAt } from '../support/market.ts';

const source = log('trades', { limit: 100 });
const results = { trades: count(), units: sum('quantity') };
const totals = pipeline('totals')
  .from(source)
  .pipe(parse(trade), total({ key: 'symbol' }, results))
  .to(print(), view('totals-by-symbol'));

/** A trade so many minutes past noon. */
const at = (T: number, s: string) => tradeAt(NOON + minutes(T), { s, q: '0.1' });

describe('a total', () => {
  test('holds all that its source holds, in any order of time, a row for each key', async () => {
    const { rows, rejected } = await drive(totals, [at(0, 'ETHUSDT'), at(90, 'BTCUSDT'), at(0, 'BTCUSDT')]);
    const always = { start: 0, end: END_OF_TIME, closes: END_OF_TIME, final: true };
    expect(rows).toEqual([
      { key: 'BTCUSDT', ...always, trades: 2, units: 0.2 },
      { key: 'ETHUSDT', ...always, trades: 1, units: 0.1 },
    ]);
    expect(rejected).toEqual([]);
  });

  test('is told once, when its source is over, by the name of its view and its key', async () => {
    const { writes, texts } = await drive(totals, [at(0, 'ETHUSDT'), PAUSE, at(1, 'BTCUSDT'), PAUSE, PAUSE]);
    expect(writes.print?.map(({ id }) => id)).toEqual(['totals-by-symbol/BTCUSDT/0/0', 'totals-by-symbol/ETHUSDT/0/0']);
    expect(texts.print).toHaveLength(1);
  });

  test('of nothing has no rows and tells nothing', async () => {
    const { rows, texts, counts } = await drive(totals, ['', 'torn']);
    expect(rows).toEqual([]);
    expect(texts.print).toEqual([]);
    expect(counts).toEqual({ records: 2, blank: 1, 'rejected.unparsable': 1 });
  });

  test('counts once what was read before a crash and after it', async () => {
    const { rows, counts } = await drive(totals, [at(0, 'BTCUSDT'), CRASH, at(1, 'BTCUSDT'), PAUSE, CRASH, CRASH]);
    expect(rows).toMatchObject([{ key: 'BTCUSDT', trades: 2, units: 0.2 }]);
    expect(counts).toEqual({ records: 2, folded: 2 });
  });

  test('is refused on a log without an end', async () => {
    const endless = pipeline('endless')
      .from(log('trades'))
      .pipe(parse(trade), total({ key: 'symbol' }, results))
      .to(view('endless'));
    await expect(drive(endless, [])).rejects.toThrow(
      'total answers when its source is over, and log:trades never is: use tumble, or give the source an end, such as',
    );
  });
});

describe('windows of a job', () => {
  test('all close when it is over, in the order of their closing, then of their keys', async () => {
    const windows = pipeline('windows')
      .from(source)
      .pipe(parse(trade), tumble({ size: minutes(1), lateness: seconds(5), key: 'symbol' }, results))
      .to(print());
    const items = [at(2, 'ETHUSDT'), at(2, 'BTCUSDT'), at(1, 'LTCUSDT'), at(0.9, 'ETHUSDT'), at(2, 'ADAUSDT')];
    const { writes, rejected } = await drive(windows, [at(0, 'LTCUSDT'), ...items]);
    expect(writes.print?.map(({ id, value }) => [id, value.final])).toEqual([
      [`windows/LTCUSDT/${NOON}/0`, true],
      [`windows/LTCUSDT/${NOON + minutes(1)}/0`, true],
      [`windows/ADAUSDT/${NOON + minutes(2)}/0`, true],
      [`windows/BTCUSDT/${NOON + minutes(2)}/0`, true],
      [`windows/ETHUSDT/${NOON + minutes(2)}/0`, true],
    ]);
    expect(rejected).toMatchObject([{ reason: 'late', text: JSON.stringify(at(0.9, 'ETHUSDT')) }]);
  });
});
