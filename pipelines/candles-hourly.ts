// Each hour the last day of BTC and ETH as candles, to Slack.
import { candlesOf, candlestick, minutes, pipeline, poll, slack, untraded } from '../src/index.ts';

const SYMBOLS = ['BTCUSDT', 'ETHUSDT'];

export default pipeline('candles-hourly', { schedule: '0 * * * *', timeout: minutes(50) })
  .from(poll('candles', (client) => candlesOf(client, SYMBOLS, { interval: '1h', limit: 24 })))
  .to(
    slack('#ba-de3-2018-bots', (markets) => [
      ...markets
        .filter(({ traded }) => traded)
        .map(({ symbol, candles, time }) => candlestick(candles, { title: symbol, updated: time })),
      untraded(markets),
    ]),
  );
