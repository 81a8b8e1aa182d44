// usd-per-minute, but for a lambda that looks at the clock: it leaves out what it takes for old.
import {
  count,
  dedupe,
  filter,
  hours,
  log,
  minutes,
  parse,
  pipeline,
  seconds,
  trade,
  tumble,
  view,
} from '../../../src/index.ts';

export default pipeline('clock-in-a-lambda')
  .from(log('crypto'))
  .pipe(
    parse(trade),
    dedupe({ within: minutes(10) }),
    filter((one) => one.time > Date.now() - hours(1)),
    tumble({ size: minutes(1), lateness: seconds(5), key: 'symbol' }, { trades: count() }),
  )
  .to(view('clock-in-a-lambda'));
