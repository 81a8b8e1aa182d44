// Each hour the minutes of the last one as candles, of each symbol that is priced in dollars, to Slack.
import { candlestick, collect, facet, filter, hours, pipeline, rows, slack } from '../src/index.ts';
import candles from './candles.ts';

export default pipeline('minute-candles', { schedule: '0 * * * *' })
  .from(rows(candles, { last: hours(1), open: true }))
  .pipe(
    filter(({ key }) => key.endsWith('USDT')),
    collect({ limit: 10_000 }),
  )
  .to(
    slack('#bots-final-project', (minutes) =>
      facet(
        minutes,
        'key',
        (of, symbol) =>
          candlestick(of, {
            title: symbol,
            time: 'start',
            open: ({ price }) => price?.open,
            high: ({ price }) => price?.high,
            low: ({ price }) => price?.low,
            close: ({ price }) => price?.close,
          }),
        { title: 'The last hour, by the minute', columns: 2 },
      ),
    ),
  );
