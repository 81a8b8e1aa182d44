// A bot: buys when the mean of the last 5 closes rises above that of the last 20, and sells it when it falls below.
import { buy, crossings, filter, map, orders, pipeline, rows, sell } from '../src/index.ts';
import candles from './candles.ts';

/** How much it buys at a time. Raise the version below when this changes. */
const LOTS = new Map([
  ['BTCUSDT', 0.01],
  ['ETHUSDT', 0.2],
  ['BNBUSDT', 1],
  ['LTCUSDT', 10],
  ['NEOUSDT', 100],
]);
/** What is left of a lot behind the exchange's fee: so much can be sold again. */
const LEFT = 0.999;

// Meant at an exchange on this machine; at Binance it stops and says so, unless BINANCE_LIVE=api.binance.com.
export default pipeline('bot', { version: 1 })
  .from(rows(candles))
  .pipe(
    filter(({ key }) => LOTS.has(key)),
    crossings({ key: 'key', of: ({ price }) => price?.close ?? null, short: 5, long: 20 }),
    filter(({ direction, nth }) => direction === 'up' || nth > 1), // what it has not bought it does not sell
    map(({ key, direction, event }) => {
      const lot = LOTS.get(key) ?? 0;
      return direction === 'up' ? buy(key, lot, event.end) : sell(key, lot * LEFT, event.end);
    }),
  )
  .to(orders({ live: true }));
