// Each hour the last 180 minutes of BTC as a line, to Slack.
import { lineChart, minutes, pipeline, poll, slack } from '../src/index.ts';

export default pipeline('klines-line', { schedule: '0 * * * *', timeout: minutes(50) })
  .from(poll('klines', (client) => client.klines('BTCUSDT', { interval: '1m', limit: 60 * 3 })))
  .to(
    slack('#ba-de3-2018-bots', (klines) =>
      lineChart(klines, { title: 'BTCUSDT', x: 'closeTime', y: 'close', step: minutes(1), format: 'dollars' }),
    ),
  );
