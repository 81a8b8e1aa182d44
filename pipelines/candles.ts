// Each minute of each symbol as a candle, with its volume and the price that was paid on average.
import {
  count,
  dedupe,
  log,
  minutes,
  ohlc,
  parse,
  pipeline,
  seconds,
  sum,
  trade,
  tumble,
  view,
  vwap,
} from '../src/index.ts';

export default pipeline('candles')
  .from(log('crypto'))
  .pipe(
    parse(trade),
    dedupe({ within: minutes(10) }),
    tumble(
      { size: minutes(1), lateness: seconds(5), key: 'symbol' },
      { trades: count(), volume: sum('quantity'), vwap: vwap('price', 'quantity'), price: ohlc('price') },
    ),
  )
  .to(
    view('candles', {
      charts: { candles: { type: 'candlestick', field: 'price', each: 'key', title: 'candles of a minute' } },
    }),
  );
