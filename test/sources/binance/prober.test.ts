import { expect, test } from 'vitest';
import { minutes, seconds } from '../../../src/core/time.ts';
import { Refused } from '../../../src/exchange/client/refusal.ts';
import type { Asked } from '../../../src/sources/binance/history.ts';
import { Listing } from '../../../src/sources/binance/listing.ts';
import { Prober } from '../../../src/sources/binance/prober.ts';
import { testContext } from '../../support/context.ts';
import { ManualClock, turn } from '../../support/manual-clock.ts';

/** A prober of the symbol A, of which the exchange has traded the ids up to `traded`. */
function probing(last?: number) {
  const clock = new ManualClock();
  const context = testContext({ clock });
  const state = { traded: 7, last, missed: 0, dead: 0, asked: 0, listed: true };
  const refuseUnlisted = () => {
    if (!state.listed) throw new Refused('Invalid symbol.', -1121);
  };
  const trade = (id: number) => ({ symbol: 'A', id, price: '1', qty: '1', quoteQty: '1', time: 1, isBuyerMaker: true });
  const none = () => Promise.reject(new Error('nobody asks for that'));
  const client: Asked = {
    exchangeInfo: none,
    tickerPrice: none as Asked['tickerPrice'],
    historicalTrades: async (_symbol, { fromId = 0 } = {}) => {
      state.asked++;
      refuseUnlisted();
      const ids = Array.from({ length: Math.max(0, state.traded + 1 - fromId) }, (_, i) => fromId + i);
      return ids.map((id) => ({ ...trade(id), isBestMatch: true }));
    },
    aggTrades: async (symbol) => {
      state.asked++;
      refuseUnlisted();
      const ids = { aggTradeId: 0, firstTradeId: state.traded, lastTradeId: state.traded };
      return [{ ...ids, symbol, price: '1', quantity: '1', time: 1, buyerMaker: true, bestPriceMatch: true }];
    },
  };
  const { logger } = context;
  const prober = new Prober(['A'], {
    client,
    clock,
    logger,
    signal: new AbortController().signal,
    listing: new Listing(['A'], { client, clock, logger }),
    lastOf: () => state.last,
    onMissed: () => state.missed++,
    onDead: () => state.dead++,
  });
  const pass = async (span: number) => {
    for (let left = span; left > 0; left -= seconds(1)) {
      await clock.advance(seconds(1));
      void prober.look();
      await turn();
    }
  };
  return { state, prober, pass, lines: context.lines };
}

test('a stream that is dead from the start on is noticed where its last id is known', async () => {
  const { state, pass, lines } = probing(3);
  await pass(seconds(29));
  expect(state.asked).toBe(0);
  await pass(seconds(4));
  expect(state).toMatchObject({ missed: 1, dead: 1 });
  expect(lines).toMatchObject([{ level: 'warn', fields: { symbol: 'A', missed: 4 } }]);
});

test('and where no id is known, as soon as the exchange has traded more than when it was first asked', async () => {
  const { state, pass, lines } = probing();
  await pass(seconds(40));
  expect(state).toMatchObject({ asked: 1, dead: 0 });
  state.traded = 9;
  await pass(minutes(1));
  expect(state.dead).toBe(1);
  expect(lines).toMatchObject([{ level: 'warn', fields: { symbol: 'A', missed: 2 } }]);
});

test('a symbol that is not traded is asked about ever more rarely, and nothing is said', async () => {
  const { state, pass, lines } = probing(7);
  await pass(minutes(60));
  expect(state).toMatchObject({ asked: 7, missed: 0, dead: 0 });
  expect(lines).toEqual([]);
});

test('as long as a symbol stays silent it is read so, and its connection changed every five minutes at most', async () => {
  const { state, pass } = probing(3);
  for (let minute = 0; minute < 13; minute++) {
    await pass(minutes(1));
    state.last = state.traded;
    state.traded += 5;
  }
  expect(state.missed).toBeGreaterThan(10);
  expect(state.dead).toBe(3);
});

test('one that the exchange lists no more is said so when it is asked about, and then left alone', async () => {
  const { state, pass, lines } = probing(7);
  state.listed = false;
  await pass(minutes(10));
  expect(lines).toEqual([
    { level: 'warn', fields: { symbol: 'A' }, message: expect.stringContaining('lists no such') },
  ]);
  expect(state.asked).toBe(2); // for its trades, and for aggregates of them
});
