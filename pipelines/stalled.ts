// Tells when the stream of trades, or its view, has stood still for more than ten minutes, and when it moves again.
import { alert, idle, log, minutes, pipeline, seconds, slack } from '../src/index.ts';
import usdPerMinute from './usd-per-minute.ts';

export default pipeline('stalled', { schedule: '* * * * *', timeout: seconds(50) })
  .from(idle({ views: [usdPerMinute], logs: [log('crypto')] }))
  .pipe(alert({ key: 'of', of: 'idle', above: minutes(10), recovery: true }))
  .to(
    slack('#ba-de3-2018-bots', (alerts) =>
      alerts.map(({ key, over, event }) => {
        if (over) return `${key} moves again`;
        const since = event.moved === null ? 'it was begun' : new Date(event.moved).toISOString();
        return `${key} has not moved since ${since}`;
      }),
    ),
  );
