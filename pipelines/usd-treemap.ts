// Each hour what changed hands in the last one, to Slack: dollars by symbol as a treemap, and of how many trades.
import {
  between,
  hours,
  maximum,
  minimum,
  minutes,
  pipeline,
  rows,
  scatter,
  slack,
  stillOpen,
  sum,
  total,
  treemap,
  worth,
} from '../src/index.ts';
import usdPerMinute from './usd-per-minute.ts';

const isOpen = ({ final }: { readonly final: boolean }) => (final ? 0 : 1);
const of = { trades: sum('trades'), value: sum('value'), unpriced: sum('unpriced'), open: sum(isOpen) };

export default pipeline('usd-treemap', { schedule: '0 * * * *', timeout: minutes(50) })
  .from(rows(usdPerMinute, { last: hours(1), open: true }))
  .pipe(total({ key: 'key' }, { ...of, since: minimum('start'), until: maximum('end') }))
  .to(
    slack('#bots-final-project', (symbols) => {
      const open = symbols.map((symbol) => symbol.open);
      const subtitle = stillOpen(between(symbols, 'since', 'until'), open);
      const shared = { subtitle, format: 'dollars' } as const;
      const trades = { title: 'Trades and their value', x: 'trades', y: 'value', label: 'key', log: true } as const;
      return [
        treemap(symbols, { ...shared, title: worth(symbols), key: 'key', value: 'value', top: 3 }),
        scatter(symbols, { ...shared, ...trades }),
      ];
    }),
  );
