// usd-per-minute with functions in place of the names of fields, so that each trade becomes an object.
import {
  count,
  dedupe,
  log,
  minutes,
  missing,
  parse,
  pipeline,
  seconds,
  sum,
  trade,
  tumble,
  usd,
  view,
} from '../../src/index.ts';

export default pipeline('lambdas')
  .from(log('crypto'))
  .pipe(
    parse(trade),
    dedupe({ within: minutes(10) }),
    usd(),
    tumble(
      { size: minutes(1), lateness: seconds(5), key: ({ symbol }) => symbol },
      {
        trades: count(),
        units: sum(({ quantity }) => quantity),
        value: sum(({ usd }) => usd),
        unpriced: missing(({ usd }) => usd),
      },
    ),
  )
  .to(view('lambdas'));
