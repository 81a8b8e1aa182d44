// Each hour what changed hands in the last one, to Slack: dollars by symbol as a treemap, and of how many trades.
import {
  between,
  hours,
  maximum,
  minimum,
  pipeline,
  rows,
  scatter,
  slack,
  sum,
  total,
  treemap,
  worth,
} from '../src/index.ts';
import usdPerMinute from './usd-per-minute.ts';

const of = { trades: sum('trades'), value: sum('value'), unpriced: sum('unpriced') };

export default pipeline('usd-treemap', { schedule: '0 * * * *' })
  .from(rows(usdPerMinute, { last: hours(1), open: true }))
  .pipe(total({ key: 'key' }, { ...of, since: minimum('start'), until: maximum('end') }))
  .to(
    slack('#bots-final-project', (symbols) => {
      const [title, subtitle] = [worth(symbols), between(symbols, 'since', 'until')];
      return [
        treemap(symbols, { title, subtitle, key: 'key', value: 'value', top: 3, format: 'dollars' }),
        scatter(symbols, {
          title: 'Trades and their value',
          subtitle,
          x: 'trades',
          y: 'value',
          label: 'key',
          format: 'dollars',
          log: true,
        }),
      ];
    }),
  );
