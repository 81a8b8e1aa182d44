// Tells when a bitcoin costs less than $3,800 or more than $4,000, by what cache-prices says, and when it does no more.
import { alert, cached, hours, pipeline, seconds, slack } from '../src/index.ts';

export default pipeline('price-bounds', { schedule: '* * * * *', timeout: seconds(50) })
  .from(cached('price:BTC'))
  .pipe(alert({ key: 'key', of: 'value', below: 3_800, above: 4_000, coolDown: hours(6), recovery: true }))
  .to(
    slack('#ba-de3-2018-bots', (alerts) =>
      alerts.map(({ over, event }) => `${over ? 'calm again:' : 'uh ... oh...'} BTC price: ${event.value}`),
    ),
  );
