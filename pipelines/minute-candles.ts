// Each hour the minutes of the last one as candles, of each symbol that is priced in dollars, to Slack.
import { between, candlestick, collect, facet, filter, hours, pipeline, rows, slack, stillOpen } from '../src/index.ts';
import candles from './candles.ts';

export default pipeline('minute-candles', { schedule: '0 * * * *', timeout: hours(0.8) })
  .from(rows(candles, { last: hours(1), open: true }))
  .pipe(
    filter(({ key }) => key.endsWith('USDT')),
    collect({ limit: 10_000 }),
  )
  .to(
    slack('#bots-final-project', (minutes) => {
      const open = minutes.map(({ final }) => (final ? 0 : 1));
      const subtitle = stillOpen(between(minutes, 'start', 'end'), open);
      return facet(
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
        { title: 'The last hour, by the minute', columns: 2, subtitle },
      );
    }),
  );
