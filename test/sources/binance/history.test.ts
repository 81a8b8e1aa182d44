import { describe, expect, test } from 'vitest';
import { PipelineError, WorldError } from '../../../src/core/errors.ts';
import { never } from '../../../src/core/never.ts';
import { hours } from '../../../src/core/time.ts';
import { marketClient } from '../../../src/exchange/client.ts';
import { createMarket } from '../../../src/exchange/simulator/market.ts';
import { type Asked, told } from '../../../src/sources/binance/history.ts';
import { Listing } from '../../../src/sources/binance/listing.ts';
import { testContext } from '../../support/context.ts';
import { exchangeOf, START } from '../../support/exchange.ts';
import { eventually, ManualClock, turn } from '../../support/manual-clock.ts';

/** An exchange whose market has gone on for a while, and what it has traded of ETHUSDT. */
async function traded() {
  const clock = new ManualClock();
  const exchange = await exchangeOf({ clock });
  await clock.advance(3_000);
  const trades = createMarket({ seed: 4, start: START })
    .until(exchange.now())
    .filter(({ s }) => s === 'ETHUSDT');
  const ids = trades.map(({ t }) => t);
  return {
    exchange,
    clock,
    trades,
    from: (n: number) => ids.at(n) ?? 0,
    client: marketClient({ url: exchange.restUrl, clock }),
  };
}

describe('what the exchange tells of the trades from an id on', () => {
  test('is each of them, page by page, up to the last', async () => {
    const { client, trades, from } = await traded();
    const as = (n: number, to?: number) =>
      trades.slice(n, to).map((trade) => ({ ...trade, E: trade.T, filled: 'historicalTrades' }));
    const page = await told(client, 'ETHUSDT', from(-1_500), never);
    expect(page).toEqual({ from: from(-1_500), to: from(-501), trades: as(-1_500, -500), whole: true, last: false });
    expect(await told(client, 'ETHUSDT', from(-500), never)).toMatchObject({ trades: as(-500), last: true });
    const next = from(-1) + 1;
    expect(await told(client, 'ETHUSDT', next, never)).toMatchObject({
      from: next,
      to: next - 1,
      trades: [],
      last: true,
    });
  });

  test.each([new WorldError('down'), new PipelineError('CONFIG', 'not to be had here')])(
    'is, where single trades are not to be had, those aggregates that are of one trade (%s)',
    async (failure) => {
      const { client, trades, from } = await traded();
      const asked: Asked = { ...client, historicalTrades: () => Promise.reject(failure) };
      const page = await told(asked, 'ETHUSDT', from(-3_000), never);
      expect(page).toMatchObject({
        from: from(-3_000),
        to: from(-1),
        time: trades.at(-1)?.T,
        whole: false,
        last: true,
      });
      const byId = new Map(trades.map((trade) => [trade.t, trade]));
      for (const trade of page.trades) {
        expect(trade).toEqual({ ...byId.get(trade.t), E: trade.T, filled: 'aggTrades' });
      }
      const rows = await client.aggTrades('ETHUSDT', { limit: 1_000 });
      const several = rows.filter((row) => row.firstTradeId < row.lastTradeId);
      expect(several.length).toBeGreaterThan(10);
      const held = new Set(page.trades.map(({ t }) => t));
      for (const { firstTradeId } of several) expect(held.has(firstTradeId)).toBe(false);
      expect(page.trades.length).toBeGreaterThan(100);
      expect(page.trades.length).toBeLessThan(3_000);
      expect(page.trades).toEqual(page.trades.toSorted((a, b) => a.t - b.t));
    },
  );
});

test('aggregates are looked for twenty pages back, and what is older is not told of', async () => {
  let asked = 0;
  const row = (id: number) => ({ aggTradeId: id, firstTradeId: id, lastTradeId: id });
  const more = { symbol: 'A', price: '1', quantity: '1', time: 1, buyerMaker: true, bestPriceMatch: true };
  const none = () => Promise.reject(new PipelineError('CONFIG', 'not to be had here'));
  const client: Asked = {
    historicalTrades: none,
    exchangeInfo: none,
    tickerPrice: none as Asked['tickerPrice'],
    aggTrades: async (_symbol, { fromId = 99_001, limit = 0 } = {}) => {
      asked++;
      return Array.from({ length: limit }, (_, i) => ({ ...more, ...row(fromId + i) }));
    },
  };
  const page = await told(client, 'A', 1, never);
  expect(asked).toBe(20);
  expect(page).toMatchObject({ from: 80_001, to: 100_000, whole: false });
  expect(page.trades).toHaveLength(20_000);
});

test('symbols that are unknown, do not trade, or do no more are said, each once', async () => {
  const { exchange, client } = await traded();
  const clock = new ManualClock();
  const context = testContext({ clock });
  const stop = new AbortController();
  let looks = 0;
  const asked: Asked = {
    ...client,
    exchangeInfo: async (symbols) => {
      const info = await client.exchangeInfo(symbols);
      looks++;
      return info;
    },
  };
  const symbols = ['BTCUSDT', 'NEOETH', 'LTCBNB', 'BUSDUSDT'];
  const listing = new Listing(symbols, { client: asked, clock, logger: context.logger });
  exchange.halt('NEOETH', 'BREAK');
  const kept = listing.keep(stop.signal);
  await eventually(() => context.lines.length === 2);
  expect(symbols.map((symbol) => listing.trades(symbol))).toEqual([true, false, true, false]);
  exchange.delist('LTCBNB');
  for (const look of [2, 3]) {
    await turn();
    await clock.advance(hours(1));
    await eventually(() => looks === look);
  }
  await turn();
  expect(context.lines.map(({ level, fields }) => [level, fields])).toEqual([
    ['warn', { symbol: 'NEOETH', status: 'BREAK' }],
    ['warn', { symbol: 'BUSDUSDT' }],
    ['warn', { symbol: 'LTCBNB' }],
  ]);
  stop.abort();
  await kept;
});
