// A job that tells the totals of all that it read at once, to people and to a log.
import {
  collect,
  count,
  dedupe,
  log,
  type Messages,
  minutes,
  parse,
  pipeline,
  type Row,
  seconds,
  sum,
  total,
  trade,
} from '../../../src/index.ts';

const people: Messages<Row> = {
  kind: 'messages',
  name: 'people',
  compose: (rows) => [rows.map((row) => JSON.stringify(row)).join('\n')],
  deliver: async () => {},
};

export default pipeline('job-collects')
  .from(log('crypto', { within: seconds(30) }))
  .pipe(
    parse(trade),
    dedupe({ within: minutes(10) }),
    total({ key: 'symbol' }, { trades: count(), units: sum('quantity') }),
    collect({ limit: 100 }),
  )
  .to(people, log('totals'));
