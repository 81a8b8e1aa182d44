import { filter as rxFilter } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { keptRowsOf } from '../../src/core/fingerprint.ts';
import { foldOf, keptCellsOf, viewsOf, windowOf } from '../../src/core/pipeline.ts';
import {
  count,
  dedupe,
  filter,
  log,
  map,
  minutes,
  parse,
  pipeline,
  print,
  scan,
  seconds,
  sum,
  type Trade,
  trade,
  tumble,
  view,
} from '../../src/index.ts';

const counted = { trades: count(), units: sum('quantity') };
const window = () => tumble<Trade, typeof counted>({ size: minutes(1), lateness: seconds(5), key: 'symbol' }, counted);
const trades = () => pipeline('trades').from(log('crypto')).pipe(parse(trade));

describe('a pipeline', () => {
  test('is plain data: its name, its options, and what stands behind what', () => {
    const [source, parsed, tumbled, kept] = [log('crypto'), parse(trade), window(), view('minutes')];
    const declared = pipeline('trades', { schedule: '0 * * * *', version: 3 })
      .from(source)
      .pipe(parsed)
      .pipe(tumbled)
      .to(kept);
    expect(declared).toEqual({
      name: 'trades',
      options: { schedule: '0 * * * *', version: 3 },
      source,
      operators: [parsed, tumbled],
      destinations: [kept],
    });
    expect(declared.operators.map(({ spec }) => spec.name)).toEqual(['parse', 'tumble']);
  });

  test('takes operators one by one or together, and none at all', () => {
    const names = ({ operators }: { readonly operators: readonly { readonly spec: { readonly name: string } }[] }) =>
      operators.map(({ spec }) => spec.name);
    expect(names(pipeline('copy').from(log('crypto')).to(log('copy')))).toEqual([]);
    const together = trades()
      .pipe(
        dedupe({ within: 1 }),
        filter(({ price }) => price > 1),
        map(({ price }) => price),
      )
      .to(print());
    expect(names(together)).toEqual(['parse', 'dedupe', 'filter', 'map']);
  });

  test('is not changed by what is piped behind a part of it', () => {
    const parsed = trades();
    const one = parsed.pipe(window()).to(view('one'));
    const other = parsed.pipe(map(({ price }) => price)).to(print());
    expect(one.operators.map(({ spec }) => spec.name)).toEqual(['parse', 'tumble']);
    expect(other.operators.map(({ spec }) => spec.name)).toEqual(['parse', 'map']);
  });

  test('refuses what is no operator, and says where it stands', () => {
    const cases = [
      [rxFilter(() => true), /^In trades, operator 2 is .*\. Wanted: map, filter, tumble … or RxJS's own/s],
      [undefined, /^In trades, operator 2 is undefined\. Wanted/],
      [{}, /^In trades, operator 2 is \[object Object\]\. Wanted/],
    ] as const;
    for (const [foreign, message] of cases) {
      const refused = { code: 'CONFIG', message: expect.stringMatching(message) };
      expect(() => trades().pipe(foreign as never)).toThrow(expect.objectContaining(refused));
    }
    expect(() => trades().pipe(dedupe({ within: 1 }), 5 as never)).toThrow(/operator 3 is 5\./);
  });

  test('refuses what is no destination', () => {
    for (const foreign of [undefined, {}, print, 'slack']) {
      expect(() => trades().to(foreign as never)).toThrow(
        expect.objectContaining({
          code: 'CONFIG',
          message: expect.stringMatching(/^In trades, a destination is .* Wan/s),
        }),
      );
    }
  });
});

describe('of a pipeline one knows', () => {
  const summed = trades().pipe(window()).to(view('minutes'), print(), view('again'));
  const raw = trades().to(print());

  test('which rows it keeps, and how they are folded', () => {
    expect(foldOf(summed).names).toEqual(['trades', 'units']);
    expect(windowOf(summed)).toMatchObject({ span: minutes(1) + seconds(5) });
    expect(keptRowsOf(summed)).toEqual({
      pipeline: 'trades',
      fingerprint: expect.stringMatching(/^[\w-]{16}$/),
      fold: foldOf(summed),
    });
  });

  test('that it keeps none, where it has no window', () => {
    const none = { code: 'CONFIG', message: 'trades keeps no rows: it has no tumble and no total.' };
    expect(windowOf(raw)).toBeUndefined();
    expect(() => foldOf(raw)).toThrow(expect.objectContaining(none));
    expect(() => keptRowsOf(raw)).toThrow(expect.objectContaining(none));
  });

  test('its views, in the order in which they were declared', () => {
    expect(viewsOf(summed)).toEqual(['minutes', 'again']);
    expect(viewsOf(raw)).toEqual([]);
  });

  test('which of its cells survive the runs of a job', () => {
    const key = 'symbol';
    const scans = trades()
      .pipe(scan({ key, zero: () => ({ symbol: '', n: 0 }), name: 'kept', keep: true }, (state) => state))
      .pipe(scan({ key, zero: () => 0 }, (n) => n + 1))
      .to(print());
    expect(keptCellsOf(scans)).toEqual(['kept']);
    expect(keptCellsOf(raw)).toEqual([]);
  });
});
