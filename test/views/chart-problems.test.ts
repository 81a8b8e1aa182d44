import { expect, test } from 'vitest';
import {
  count,
  log,
  mean,
  minutes,
  ohlc,
  parse,
  pipeline,
  seconds,
  sum,
  trade,
  tumble,
  view,
} from '../../src/index.ts';
import { chartProblems } from '../../src/views/chart-problems.ts';

const rows = pipeline('x')
  .from(log('x'))
  .pipe(
    parse(trade),
    tumble(
      { size: minutes(1), lateness: seconds(5), key: 'symbol' },
      { n: count(), units: sum('quantity'), average: mean('price'), price: ohlc('price') },
    ),
  );
/** As of a file that is run without its types. */
const problemsOf = (chart: object) => {
  const declared = view('x', { charts: { a: chart as never } });
  return [...chartProblems(rows.to(declared))].map((problem) => problem.replace('The chart a of x ', ''));
};

test('a chart that can be drawn has no problem', () => {
  const right = [
    { type: 'bar', field: 'average', title: 'x' },
    { type: 'treemap', field: 'units', top: 0 },
    { type: 'scatter', field: ['n', 'price.close'], log: true },
    { type: 'candlestick', field: 'price', each: 'key' },
    { by: 'window', draw: () => undefined },
  ];
  expect(right.flatMap(problemsOf)).toEqual([]);
});

test('what cannot be right about a chart is said before it is looked at', () => {
  const wrong = [
    [
      { type: 'pie', field: 'n' },
      /^is of type pie, wanted one of bar, line, candlestick, treemap, scatter, columns\.$/,
    ],
    [{ type: 'bar', field: 'nope' }, /^is of nope, and the rows have n, units, average, price\.$/],
    [{ type: 'bar' }, /^is of 0 fields, and a bar of 1\.$/],
    [{ type: 'scatter', field: 'n' }, /^is of 1 fields, and a scatter of 2\.$/],
    [{ type: 'treemap', field: 'average' }, /^shows average as parts of a whole: it cannot be added up\.$/],
    [{ type: 'bar', field: 'n', top: 5 }, /^marks the top 5: that goes with a treemap\.$/],
    [{ type: 'treemap', field: 'n', top: -1 }, /^marks the top -1, wanted 0 or more\.$/],
    [{ type: 'line', field: 'n', log: true }, /^has axes in powers of ten: they go with a scatter\.$/],
    [{ by: 'day', draw: () => undefined }, /^has rows by day, wanted by: 'key' or 'window'\.$/],
  ] as const;
  for (const [chart, problem] of wrong) expect(problemsOf(chart)).toEqual([expect.stringMatching(problem)]);
});
