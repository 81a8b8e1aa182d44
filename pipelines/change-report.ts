// Each morning how much dearer or cheaper coins have become within a day and within a week, to Slack.
import {
  barChart,
  between,
  type Change,
  candlesOf,
  changes,
  changeText,
  hours,
  pipeline,
  poll,
  slack,
  untraded,
} from '../src/index.ts';

const SYMBOLS = ['BTCUSDT', 'ETHUSDT', 'BNBUSDT', 'LTCUSDT', 'NEOUSDT'];

const report = (found: readonly Change[], title: string) => [
  found.map((one) => `${one.symbol} ${one.price}: ${changeText(one)}`).join('\n'),
  barChart(found, {
    title,
    subtitle: between(found, ({ time, span }) => time - span, 'time'),
    x: 'symbol',
    y: 'relative',
    format: 'percent',
  }),
];

export default pipeline('change-report', { schedule: '0 8 * * *', timeout: hours(6) })
  .from(poll('coins', (client) => candlesOf(client, SYMBOLS, { interval: '1h', limit: 192 })))
  .to(
    slack('#ba-de3-2018-bots', (coins) => {
      const candles = coins.flatMap((coin) => coin.candles);
      const reports = [24, 168].map((n) => report(changes(candles, hours(n)), `Change within ${n} hours`));
      return [...reports, untraded(coins)];
    }),
  );
