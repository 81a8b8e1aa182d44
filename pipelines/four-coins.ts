// Each hour what four coins have cost in bitcoins within the last day, each on a scale of its own, to Slack.
import { candlesOf, facet, lineChart, minutes, pipeline, poll, slack, untraded } from '../src/index.ts';

const COINS = ['ETHBTC', 'ARKBTC', 'NEOBTC', 'IOTABTC'];

export default pipeline('four-coins', { schedule: '0 * * * *', timeout: minutes(50) })
  .from(poll('coins', (client) => candlesOf(client, COINS, { interval: '15m', limit: 96 })))
  .to(
    slack('#ba-de3-2018-bots', (coins) => {
      const candles = coins.flatMap((coin) => coin.candles);
      const line = { x: 'closeTime', y: 'close', step: minutes(15), format: 'plain' } as const;
      const chart = facet(candles, 'symbol', (of, title) => lineChart(of, { title, ...line }), {
        title: 'Four coins in bitcoins',
      });
      return [chart, untraded(coins)];
    }),
  );
