/** The fingerprint says whether stored state still fits: it changes with what decides the state, and nothing else. */
import { describe, expect, test } from 'vitest';
import type { Aggregates } from '../../src/core/aggregate.ts';
import { fingerprintOf } from '../../src/core/fingerprint.ts';
import type { Pipeline } from '../../src/core/pipeline.ts';
import type { Row } from '../../src/core/row.ts';
import {
  collect,
  count,
  dedupe,
  file,
  filter,
  log,
  map,
  minutes,
  missing,
  parse,
  pipeline,
  print,
  product,
  rows,
  scan,
  seconds,
  sum,
  type Trade,
  trade,
  tumble,
  usd,
  view,
} from '../../src/index.ts';

const aggregates: Aggregates<Trade> = { trades: count(), units: sum('quantity') };
const window = (change: object = {}, of = aggregates) =>
  tumble<Trade, Aggregates<Trade>>({ size: minutes(1), lateness: seconds(5), key: 'symbol', ...change }, of);
const operators = ({ parsed = parse(trade), within = minutes(10), last = window() } = {}) => [
  ...[parsed, dedupe<Trade>({ within }), filter(({ price }: Trade) => price > 0), last],
];

/** One pipeline, of which each test changes one thing. */
const made = (change: Partial<Pipeline<Row>> = {}): Pipeline<Row> => ({
  name: 'minutes',
  options: {},
  source: log('crypto'),
  operators: operators(),
  destinations: [view('minutes')],
  ...change,
});
const withOperator = (...last: Pipeline['operators']) => made({ operators: [parse(trade), ...last] });
const reader = (upstream: Pipeline<Row>) => pipeline('reader').from(rows(upstream)).to(print());

const first = fingerprintOf(made());
const expectAllDifferent = (pipelines: readonly Pipeline[]) => {
  const prints = [made(), ...pipelines].map(fingerprintOf);
  expect(prints.filter((print, i) => prints.indexOf(print) !== i)).toEqual([]);
};

describe('the fingerprint of a pipeline changes with', () => {
  test.each([
    ['its version', made({ options: { version: 2 } })],
    ['its log', made({ source: log('crypto2') })],
    ['the kind of its log', made({ source: file('crypto.ndjson') })],
    ['an option of parse', made({ operators: operators({ parsed: parse(trade, { maxAhead: 1 }) }) })],
    ['its decoder', made({ operators: operators({ parsed: parse({ ...trade, name: 'other' }) }) })],
    ['the span of dedupe', made({ operators: operators({ within: minutes(11) }) })],
    ['the size of a window', made({ operators: operators({ last: window({ size: minutes(2) }) }) })],
    ['its lateness', made({ operators: operators({ last: window({ lateness: 0 }) }) })],
    ['its key', made({ operators: operators({ last: window({ key: 'base' }) }) })],
    ['its key as a lambda', made({ operators: operators({ last: window({ key: (t: Trade) => t.symbol }) }) })],
    ['the time that it goes by', made({ operators: operators({ last: window({ time: 'id' }) }) })],
    ['the name of a view', made({ destinations: [view('other')] })],
    ['one view more', made({ destinations: [view('minutes'), view('more')] })],
    ['no view', made({ destinations: [print()] })],
  ])('%s', (_what, changed) => {
    expect(fingerprintOf(changed)).not.toBe(first);
  });

  test('the names of the results, what they compute, their fields, their lambdas and their order', () => {
    const units = sum('quantity');
    const results: readonly Aggregates<Trade>[] = [
      { units },
      { volume: units },
      { units: sum('price') },
      { units: missing('quantity') },
      { units: sum((t: Trade) => t.quantity) },
      { units: sum((t: Trade) => t.price) },
      { units: sum(product('price', 'quantity')) },
      { units, trades: count() },
    ];
    expectAllDifferent(results.map((of) => made({ operators: operators({ last: window({}, of) }) })));
  });

  test('the id of a file, under which positions in it are kept, and its path', () => {
    const files = [file('a.ndjson'), file('a.ndjson', { id: 'b' }), file('b.ndjson'), file('b.ndjson', { id: 'a' })];
    expectAllDifferent(files.map((source) => made({ source })));
  });

  test('its operators, their order, their number and their options', () => {
    const priced = filter(({ price }: Trade) => price > 0);
    const near = dedupe<Trade>({ within: 1 });
    const collected = [5, 6].map((limit) => withOperator(collect<Trade>({ limit })));
    const valued = [{}, { at: 'run' }, { from: 'trades' }, { settle: 1 }, { maxAge: 1 }, { late: 1 }] as const;
    expectAllDifferent([
      ...[[], [priced], [priced, priced], [priced, near], [near, priced]].map((last) => withOperator(...last)),
      ...[...collected, ...valued.map((options) => withOperator(usd<Trade>(options)))],
    ]);
  });

  test('the text of every lambda', () => {
    const [key, zero, step] = ['symbol', () => 0, (n: number) => n + 1] as const;
    expectAllDifferent([
      withOperator(filter(({ price }: Trade) => price > 1)),
      withOperator(map(({ price }: Trade) => price > 1)),
      withOperator(map(({ price }: Trade) => price > 2)),
      withOperator(scan<Trade, number>({ key, zero }, step)),
      withOperator(scan<Trade, number>({ key, zero, name: 'other' }, step)),
      withOperator(scan<Trade, number>({ key: (t) => t.symbol, zero }, step)),
      withOperator(scan<Trade, number>({ key, zero: () => 1 }, step)),
      withOperator(scan<Trade, number>({ key, zero }, (n) => n + 2)),
    ]);
  });

  test('the pipeline whose rows it reads: its name, and all that changes the fingerprint of that', () => {
    expectAllDifferent(
      [
        made(),
        made({ name: 'other' }),
        made({ options: { version: 2 } }),
        made({ operators: operators({ within: 1 }) }),
        made({ operators: operators({ last: window({}, { units: sum('quantity') }) }) }),
        made({ destinations: [view('other')] }),
      ].map(reader),
    );
  });
});

describe('the fingerprint of a pipeline stays with', () => {
  test.each([
    ['the same declaration', made()],
    ['another name', made({ name: 'other' })],
    ['the version that it has unless told otherwise', made({ options: { version: 1 } })],
    ['a schedule', made({ options: { schedule: '0 * * * *' } })],
    ['how long its rows are kept', made({ destinations: [view('minutes', { keep: 1 })] })],
    ['what else it is written to', made({ destinations: [print(), view('minutes'), log('copy')] })],
    ['where its log is read from', made({ source: log('crypto', { from: 'latest' }) })],
    ['the defaults spelt out', made({ operators: operators({ parsed: parse(trade, { maxAhead: minutes(1) }) }) })],
  ])('%s', (_what, same) => {
    expect(fingerprintOf(same)).toBe(first);
    expect(fingerprintOf(reader({ ...same, name: 'minutes' }))).toBe(fingerprintOf(reader(made())));
  });

  test('what a lambda refers to, which is what a version is for', () => {
    const above = (least: number) => fingerprintOf(withOperator(filter(({ price }: Trade) => price > least)));
    expect(above(1)).toBe(above(2));
  });
});
