// Tells when a bitcoin has become more than $200 dearer or cheaper within an hour, and when that is over.
import { alert, changes, changeText, hours, minutes, pipeline, poll, slack } from '../src/index.ts';

export default pipeline('hourly-change', { schedule: '*/5 * * * *', timeout: minutes(4) })
  .from(
    poll('changes', async (client) => {
      const candles = await client.klines('BTCUSDT', { interval: '1m', limit: 120 });
      return changes(candles, hours(1));
    }),
  )
  .pipe(alert({ key: 'symbol', of: 'change', below: -200, above: 200, coolDown: hours(1), recovery: true }))
  .to(
    slack('#ba-de3-2018-bots', (alerts) =>
      alerts.map(({ over, event }) => {
        const said = `BTC price: ${event.price}, ${changeText(event)}`;
        return over ? `calm again: ${said}` : `uh ... oh... ${said}`;
      }),
    ),
  );
