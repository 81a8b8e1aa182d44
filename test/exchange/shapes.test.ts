import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Simulator, simulator } from '../../src/exchange/simulator/simulator.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { isRecorded, recordedJson } from '../support/recorded.ts';

let exchange: Simulator;
beforeAll(async () => {
  const clock = new ManualClock();
  exchange = await simulator({ seed: 3, start: Date.UTC(2024, 7, 8, 12), speed: 60, clock });
  await clock.advance(5_000);
});
afterAll(() => exchange.close());

async function get(path: string): Promise<unknown> {
  return JSON.parse(await (await fetch(`${exchange.restUrl}/api/v3/${path}`)).text());
}

/** A body without what it says: keys in their order, kinds of values, places of decimals; of an array its first. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf);
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]);
  }
  if (typeof value !== 'string') return typeof value;
  const decimal = /^-?\d+\.(\d+)$/.exec(value);
  return decimal ? `decimal of ${decimal[1]?.length} places` : 'text';
}

const file = (name: string) => `rest/rest_${name}.json`;

describe('an answer is shaped as the recorded one of Binance:', () => {
  test.skipIf(!isRecorded(file('ticker_price_BTCUSDT'))).each([
    ['ticker_price_BTCUSDT', 'ticker/price?symbol=BTCUSDT'],
    ['ticker_24hr_BTCUSDT', 'ticker/24hr?symbol=BTCUSDT'],
    ['trades_BTCUSDT_limit5', 'trades?symbol=BTCUSDT&limit=5'],
    ['exchangeInfo_BTCUSDT', 'exchangeInfo?symbol=BTCUSDT'],
  ])('%s', async (name, path) => {
    expect(shapeOf(await get(path))).toEqual(shapeOf(recordedJson(file(name))));
  });

  test('klines, element by element', async ({ skip }) => {
    const name = file('klines_BTCUSDT_1m_limit1');
    if (!isRecorded(name)) skip('there is no recording here');
    const [recorded] = recordedJson(name) as unknown[][];
    const [row] = (await get('klines?symbol=BTCUSDT&interval=1m&limit=1')) as unknown[][];
    expect(row?.map(shapeOf)).toEqual(recorded?.map(shapeOf));
  });

  test('filters, those that are kept here', async ({ skip }) => {
    const name = file('exchangeInfo_BTCUSDT');
    if (!isRecorded(name)) skip('there is no recording here');
    type Info = { readonly symbols: readonly { readonly filters: readonly { readonly filterType: string }[] }[] };
    const filtersOf = (info: unknown) => (info as Info).symbols[0]?.filters ?? [];
    const recorded = new Map(filtersOf(recordedJson(name)).map((filter) => [filter.filterType, filter]));
    const filters = filtersOf(await get('exchangeInfo?symbol=BTCUSDT'));
    expect(filters.map(({ filterType }) => filterType)).toEqual([
      'PRICE_FILTER',
      'LOT_SIZE',
      'ICEBERG_PARTS',
      'MARKET_LOT_SIZE',
      'PERCENT_PRICE_BY_SIDE',
      'NOTIONAL',
      'MAX_NUM_ORDERS',
    ]);
    for (const filter of filters) expect(shapeOf(filter)).toEqual(shapeOf(recorded.get(filter.filterType)));
  });
});
