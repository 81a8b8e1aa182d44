// 25 messages off the stream: as a table, what they are worth to the console, and which symbols they are of to Slack.
import {
  barChart,
  collect,
  count,
  log,
  missing,
  overall,
  parse,
  pipeline,
  print,
  slack,
  sum,
  tally,
  trade,
  usd,
  worth,
} from '../src/index.ts';

const of = { units: sum('quantity'), trades: count(), value: sum('usd'), unpriced: missing('usd') };

export default pipeline('sample-25')
  .from(log('crypto', { limit: 25, from: 'start' }))
  .pipe(parse(trade), usd({ at: 'run' }), collect({ limit: 10_000 }))
  .to(
    print('table'),
    print((trades) => {
      const all = overall(trades, of);
      const shares = tally(trades, 'symbol').map(({ key, count }) => `${key} ${count}`);
      return `${all.units} units in ${worth([all])}: ${shares.join(', ')}`;
    }),
    slack('#bots-final-project', (trades) =>
      barChart(tally(trades, 'symbol'), { title: 'Transactions per symbol', x: 'key', y: 'count', format: 'plain' }),
    ),
  );
