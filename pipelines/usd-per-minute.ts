// What changed hands in each minute, per symbol, in US dollars.
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
} from '../src/index.ts';

export default pipeline('usd-per-minute')
  .from(log('crypto'))
  .pipe(
    parse(trade),
    dedupe({ within: minutes(10) }),
    usd(),
    tumble(
      { size: minutes(1), lateness: seconds(5), key: 'symbol' },
      { trades: count(), units: sum('quantity'), value: sum('usd'), unpriced: missing('usd') },
    ),
  )
  .to(view('usd-per-minute'));
