// Bitcoin alone, per minute: the window closes by the trades of all symbols, as it does without the filter.
import {
  count,
  dedupe,
  filter,
  log,
  minutes,
  parse,
  pipeline,
  product,
  seconds,
  sum,
  trade,
  tumble,
  view,
} from '../../../src/index.ts';

export default pipeline('filtered')
  .from(log('crypto'))
  .pipe(
    parse(trade),
    filter((t) => t.base === 'BTC'),
    dedupe({ within: minutes(10) }),
    tumble(
      { size: minutes(1), lateness: seconds(5), key: 'symbol' },
      { trades: count(), units: sum('quantity'), value: sum(product('price', 'quantity')) },
    ),
  )
  .to(view('filtered'));
