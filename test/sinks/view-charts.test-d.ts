/** Checked by the compiler alone: a chart that names a field that is not there is an error where it is written. */
import {
  barChart,
  count,
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
  worth,
} from '../../src/index.ts';

const window = { size: minutes(1), lateness: seconds(5), key: 'symbol' } as const;
const rows = pipeline('x')
  .from(log('x'))
  .pipe(parse(trade), tumble(window, { n: count(), units: sum('quantity'), price: ohlc('price') }));

rows.to(view('x'));
rows.to(
  view('x', {
    charts: {
      a: { type: 'bar', field: 'units', title: (rows) => `${rows.length} symbols`, last: minutes(5) },
      b: { type: 'scatter', field: ['n', 'price.close'], log: true },
      c: { type: 'candlestick', field: 'price', each: 'key' },
      d: { by: 'key', draw: (rows, heading) => barChart(rows, { ...heading, x: 'key', y: 'n' }) },
    },
  }),
);
// @ts-expect-error: the rows have no such field
rows.to(view('x', { charts: { a: { type: 'bar', field: 'nope' } } }));
// @ts-expect-error: nor such a part of one
rows.to(view('x', { charts: { a: { type: 'bar', field: 'price.nope' } } }));
// @ts-expect-error: a candle is no number
rows.to(view('x', { charts: { a: { type: 'treemap', field: 'price' } } }));
// @ts-expect-error: a number is no candle
rows.to(view('x', { charts: { a: { type: 'candlestick', field: 'units' } } }));
// @ts-expect-error: a scatter is of two numbers
rows.to(view('x', { charts: { a: { type: 'scatter', field: 'units' } } }));
// @ts-expect-error: worth is said of trades and their value
rows.to(view('x', { charts: { a: { type: 'bar', field: 'units', title: worth } } }));
rows.to(
  view('x', {
    // @ts-expect-error: what is drawn is a field of the rows
    charts: { a: { by: 'key', draw: (rows, above) => barChart(rows, { ...above, x: 'key', y: 'nope' }) } },
  }),
);
// @ts-expect-error: a trade is no row
pipeline('y').from(log('x')).pipe(parse(trade)).to(view('y'));
