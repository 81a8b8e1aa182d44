import { describe, expect, test } from 'vitest';
import { count } from '../../src/aggregates/count.ts';
import type { Decoder } from '../../src/core/decoder.ts';
import { pipeline } from '../../src/core/pipeline.ts';
import { minutes, seconds } from '../../src/core/time.ts';
import { log } from '../../src/logs/log.ts';
import { type Trade, trade } from '../../src/market/trade.ts';
import { parse } from '../../src/operators/parse.ts';
import { tumble } from '../../src/operators/tumble.ts';
import { print } from '../../src/sinks/print.ts';
import { view } from '../../src/sinks/view.ts';
import { drive } from '../../src/testing.ts';
import { tickAt, tradeAt } from '../support/market.ts';

const by = (decoder: Decoder<Trade>) => pipeline('parsed').from(log('trades')).pipe(parse(decoder)).to(print());
const perMinute = (decoder = trade) =>
  pipeline('per-minute')
    .from(log('trades'))
    .pipe(parse(decoder), tumble({ size: minutes(1), lateness: seconds(5), key: 'symbol' }, { trades: count() }))
    .to(view('per-minute'));

const gapAt = (E: number) => ({ e: 'gap', E, s: 'BTCUSDT', from: 1, to: 2 });
const endAt = (E: number) => ({ e: 'end', E });

describe('parse', () => {
  test('makes an event of each record that holds one, and counts what else the log holds', async () => {
    const { writes, counts } = await drive(by(trade), [
      '',
      tradeAt(1_000, { t: 7, p: '0.05', q: '2', s: 'ETHBTC' }),
      tickAt(2_000, { BTC: '60000' }),
      gapAt(3_000),
      ' \r',
      endAt(4_000),
    ]);
    const [written] = writes.print ?? [];
    expect(written).toEqual({
      id: 'parsed/items/0000000002/0',
      value: {
        symbol: 'ETHBTC',
        base: 'ETH',
        quote: 'BTC',
        id: 7,
        price: 0.05,
        quantity: 2,
        time: 1_000,
        buyerIsMaker: true,
      },
    });
    expect(writes.print).toHaveLength(1);
    expect(counts).toEqual({ records: 6, ticks: 1, notices: 2, blank: 2 });
  });

  test('sets aside what it cannot decode, with the reason and the record as it came', async () => {
    const fine = JSON.stringify(tradeAt(1, { p: '0.000000001' }));
    const { rejected, counts } = await drive(by(trade), ['{"e":"tra', fine, Uint8Array.of(0x22, 0xff, 0x22)]);
    expect(rejected).toMatchObject([
      { reason: 'unparsable', text: '{"e":"tra' },
      { reason: 'imprecise', text: fine, detail: expect.stringContaining('p is "0.000000001"') },
      { reason: 'unparsable', text: '"\ufffd"' },
    ]);
    expect(counts).toEqual({ records: 3, 'rejected.unparsable': 2, 'rejected.imprecise': 1 });
  });

  test('takes what a decoder throws, or gives that is nothing, for a record that cannot be decoded', async () => {
    const odd = (decode: () => Trade) => by({ ...trade, decode });
    const unknown = () => {
      throw new Error('no schema of that number');
    };
    const thrown = await drive(odd(unknown), ['one', 'two']);
    expect(thrown.rejected).toEqual([
      { reason: 'unparsable', detail: 'no schema of that number', text: 'one' },
      { reason: 'unparsable', detail: 'no schema of that number', text: 'two' },
    ]);
    const nothing = await drive(
      odd(() => null as never),
      ['one'],
    );
    expect(nothing.rejected).toMatchObject([{ reason: 'unparsable', text: 'one' }]);
    expect(nothing.writes.print).toEqual([]);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, -8.64e15 - 1])(
    'sets aside an event whose time is %d, and event time stays where it was',
    async (odd) => {
      const decoder = { ...trade, timeOf: ({ id, time }: Trade) => (id === 0 ? odd : time) };
      const { rows, rejected } = await drive(perMinute(decoder), [tradeAt(500), tradeAt(1, { t: 0 }), tradeAt(2)]);
      expect(rejected).toMatchObject([{ reason: 'unparsable', detail: `its time is ${odd}, wanted ms since 1970` }]);
      expect(rows).toMatchObject([{ start: 0, trades: 2, final: false }]);
    },
  );
});

describe('event time', () => {
  const movers = { trade: tradeAt, tick: (E: number) => tickAt(E, {}), gap: gapAt, end: endAt };

  test.each(Object.entries(movers))('moves by a %s, as far as that came and no further', async (_name, at) => {
    const notYet = await drive(perMinute(), [tradeAt(1), at(64_999), tradeAt(2)]);
    expect(notYet.rejected).toEqual([]);
    expect(notYet.rows[0]).toMatchObject({ start: 0, trades: 2, final: false });
    const closed = await drive(perMinute(), [tradeAt(1), at(65_000), tradeAt(2)]);
    expect(closed.rejected).toMatchObject([{ reason: 'late' }]);
    expect(closed.rows[0]).toMatchObject({ start: 0, trades: 1, final: true });
  });

  test('never goes back, and no record that is set aside moves it', async () => {
    const { rows, rejected } = await drive(perMinute(), [
      tradeAt(64_999),
      tradeAt(9_000),
      tickAt(1_000, {}),
      tradeAt(500_000, { p: '1e5' }),
      { e: 'tick', E: 500_000 },
      tradeAt(30_000),
      tradeAt(65_000),
      tradeAt(40_000),
    ]);
    expect(rejected.map(({ reason }) => reason)).toEqual(['unparsable', 'unparsable', 'late']);
    expect(rows).toMatchObject([
      { start: 0, trades: 2, final: true },
      { start: 60_000, trades: 2, final: false },
    ]);
  });
});
