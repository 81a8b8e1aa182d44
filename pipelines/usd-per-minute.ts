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
  worth,
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
  .to(
    view('usd-per-minute', {
      charts: {
        'usd-by-symbol': { type: 'treemap', field: 'value', title: worth },
        'units-by-symbol': { type: 'bar', field: 'units', title: 'Units per symbol' },
        'trades-and-usd': { type: 'scatter', field: ['trades', 'value'], log: true, title: 'Trades and their value' },
        'usd-over-time': { type: 'columns', field: 'value', title: 'US dollars in each minute' },
      },
    }),
  );
