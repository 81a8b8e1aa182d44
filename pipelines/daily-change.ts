// Tells when a bitcoin has become more than 5 % dearer or cheaper within a day, and when that is over.
import { alert, changes, changeText, hours, minutes, pipeline, poll, slack } from '../src/index.ts';

export default pipeline('daily-change', { schedule: '*/15 * * * *', timeout: minutes(14) })
  .from(
    poll('changes', async (client) => {
      const candles = await client.klines('BTCUSDT', { interval: '15m', limit: 192 });
      return changes(candles, hours(24));
    }),
  )
  .pipe(alert({ key: 'symbol', of: 'relative', below: -0.05, above: 0.05, coolDown: hours(24), recovery: true }))
  .to(
    slack('#ba-de3-2018-bots', (alerts) =>
      alerts.map(({ over, event }) => {
        const said = `BTC price: ${event.price}, ${changeText(event)}`;
        return over ? `calm again: ${said}` : `uh ... oh... ${said}`;
      }),
    ),
  );
