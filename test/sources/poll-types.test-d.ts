/** Checked by the compiler alone: what a poll yields follows from its question. */

import { pipeline } from '../../src/core/pipeline.ts';
import { minutes } from '../../src/core/time.ts';
import type { Kline } from '../../src/exchange/client/klines.ts';
import { map } from '../../src/operators/map.ts';
import { poll } from '../../src/sources/poll.ts';
import { is, look } from '../support/types.ts';

// A list is its items, and one answer is one.
pipeline('candles')
  .from(poll('candles', (client) => client.klines('BTCUSDT', { interval: '1h' })))
  .to(look((candle) => is<Kline>()(candle)));
pipeline('price')
  .from(poll('price', (client) => client.tickerPrice('BTCUSDT')))
  .pipe(map(({ price }) => ({ price: Number(price) })))
  .to(look(({ price }) => is<number>()(price)));

// What tells the time of an item is given that item.
poll('stamped', async (client, at) => (await client.tickerPrice()).map((one) => ({ ...one, at })), {
  every: minutes(1),
  timeOf: ({ at }) => at,
});
// @ts-expect-error: a ticker has no time
poll('unstamped', (client) => client.tickerPrice(), { every: minutes(1), timeOf: ({ time }) => time });
