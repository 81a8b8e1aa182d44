// Each hour, 250 messages off the stream: a bar chart of the units per symbol to Slack, their worth to the console.
import {
  barChart,
  between,
  count,
  dedupe,
  log,
  maximum,
  minimum,
  minutes,
  missing,
  parse,
  pipeline,
  print,
  slack,
  sum,
  total,
  trade,
  usd,
  worth,
} from '../src/index.ts';

const of = { units: sum('quantity'), trades: count(), value: sum('usd'), unpriced: missing('usd') };

export default pipeline('hourly-units', { schedule: '0 * * * *', timeout: minutes(50) })
  .from(log('crypto', { limit: 250 }))
  .pipe(
    parse(trade),
    dedupe({ within: minutes(10) }),
    usd({ at: 'run' }),
    total({ key: 'symbol' }, { ...of, since: minimum('time'), until: maximum('time') }),
  )
  .to(
    slack('#bots-final-project', (rows) =>
      barChart(rows, { title: 'Units per symbol', subtitle: between(rows, 'since', 'until'), x: 'key', y: 'units' }),
    ),
    print((rows) => `${worth(rows)}, ${between(rows, 'since', 'until')}`),
  );
