/**
 * Goal: charts say what their rows say. Method: what they draw is read off the data of their specs, and off their
 * texts.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { barChart } from '../../src/charts/bar.ts';
import { candlestick } from '../../src/charts/candlestick.ts';
import { columns } from '../../src/charts/columns.ts';
import { emWidth } from '../../src/charts/em-width.ts';
import { facet } from '../../src/charts/facet.ts';
import { lineChart } from '../../src/charts/line.ts';
import { scatter } from '../../src/charts/scatter.ts';
import { nearZero } from '../../src/charts/span.ts';
import { COLOURS, DOWN, theme, UP } from '../../src/charts/theme.ts';
import { treemap } from '../../src/charts/treemap.ts';
import { vega, vegaLite } from '../../src/charts/vega.ts';
import type { Chart } from '../../src/core/chart.ts';
import { END_OF_TIME } from '../../src/core/time.ts';
import { badlyPlaced, sceneOf } from '../support/scene.ts';
import { candlesOf, START } from './examples.ts';

const MINUTE = 60_000;
const CHARTS = join(import.meta.dirname, '../../src/charts');
type Candle = ReturnType<typeof candlesOf>[number];
const textsOf = async (chart: Chart) => (await sceneOf(chart)).texts.map(({ text }) => text);
/** Under the title. */
const under = ({ spec }: Chart) => [(spec as { title: { subtitle?: readonly string[] } }).title.subtitle ?? []].flat();
const values = ({ spec }: Chart) => (spec as { data: { values: readonly Record<string, unknown>[] } }).data.values;
const named = (n: number) => Array.from({ length: n }, (_, i) => ({ key: `S${i}`, n: n - i }));

describe('any chart', () => {
  const row = { key: 'BTC', start: START, end: START + MINUTE, n: 1 };
  const bars = (rows: readonly (typeof row)[], more = {}) =>
    barChart(rows, { title: 'Units', x: 'key', y: 'n', ...more });

  test('says between which moments the windows of its rows are, and when it was updated', () => {
    expect(under(bars([row, { ...row, end: START + 2 * MINUTE }], { updated: START + 1_000 }))).toEqual([
      'between 2024-08-08 10:00 and 10:02 UTC · Last Updated: 2024-08-08 10:00:01 UTC',
    ]);
    expect(under(bars([row], { subtitle: 'of the day' }))).toEqual(['of the day']);
    expect(under(bars([row], { subtitle: '' }))).toEqual([]);
    expect(under(bars([{ ...row, start: 0, end: END_OF_TIME }])), 'a total').toEqual([]);
  });

  test('of nothing says why', async () => {
    expect(await textsOf(bars([]))).toContain('There are no rows to draw.');
    expect(await textsOf(bars([], { empty: 'Nothing was traded.' }))).toContain('Nothing was traded.');
    const none = { ...row, n: null as unknown as number };
    expect(await textsOf(bars([none, none]))).toContain('None of 2 rows has a number to draw.');
    expect(await textsOf(treemap([none], { title: '', key: 'key', value: 'n' }))).toContain(
      'None of 1 row has a number to draw.',
    );
  });

  test('names the fields that there are, where it is asked for another, and refuses what is no number', () => {
    expect(() => barChart([row], { title: 'a', x: 'key', y: 'nn' as 'n' })).toThrow(
      'A chart was asked for the field "nn", and the rows have key, start, end, n.',
    );
    expect(() => barChart([row], { title: 'a', x: 'key', y: 'key' })).toThrow(
      'key of a row is "BTC", wanted a number.',
    );
    expect(() => barChart([row], { title: 'a', x: 'key', y: 'n', format: 'euro' as 'si' })).toThrow();
  });

  test('takes decimal strings, and functions of a row', () => {
    const rows = [{ name: 'a', of: { price: '61837.63000000' } }];
    expect(values(barChart(rows, { title: 'a', x: ({ name }) => `${name}!`, y: ({ of }) => of.price }))).toMatchObject([
      { label: '61.8k', n: 61_837.63 },
    ]);
  });

  test('takes no nanoseconds for milliseconds', () => {
    const rows = [{ t: 1.7e18, n: 1 }];
    for (const make of [lineChart, columns]) {
      expect(() => make(rows, { title: 'a', x: 't', y: 'n' })).toThrow(
        't of a row is 1700000000000000000, wanted a time',
      );
    }
  });

  test('may be called what every object has', async () => {
    const rows = [{ k: 'toString', n: 1, t: START }];
    for (const title of ['constructor', '__proto__', 'a\nb', 'W '.repeat(90)]) {
      const more = { title, subtitle: title, updated: START };
      const charts = [
        barChart(rows, { ...more, x: 'k', y: 'n' }),
        treemap([], { ...more, key: 'k', value: 'n', empty: title } as never),
        scatter(rows, { ...more, x: 'n', y: 't', label: 'k', xTitle: title }),
        facet(
          rows,
          () => title,
          (of, key) => columns(of, { title: key, x: 't', y: 'n', series: 'k' }),
          more,
        ),
        vegaLite({ data: { values: rows }, mark: 'point' }, more),
      ];
      for (const chart of charts) {
        const scene = await sceneOf(chart);
        expect(scene.texts.some(({ text }) => text.startsWith(title.slice(0, 8)))).toBe(true);
        if (chart !== charts[4]) expect(badlyPlaced(scene)).toEqual([]);
      }
    }
  });

  test('of more than anybody can draw is refused', () => {
    const rows = Array.from({ length: 100_001 }, (_, x) => ({ x, y: x }));
    expect(() => lineChart(rows, { title: 'a', x: 'x', y: 'y' })).toThrow(/"a" is of 100001 values, at most 100000/);
    const parts = rows.map((row) => ({ ...row, half: row.x % 2 }));
    expect(() => facet(parts, 'half', (of, title) => lineChart(of, { title, x: 'x', y: 'y' }), { title: 'b' })).toThrow(
      /"b" is of 100001 values/,
    );
  });

  test('knows of colours by the theme alone', () => {
    const files = readdirSync(CHARTS, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    const coloured = files.filter((name) => /#[0-9a-f]{6}/i.test(readFileSync(join(CHARTS, name), 'utf8')));
    expect(coloured).toEqual(['theme.ts']);
    expect([UP, DOWN]).toEqual(['#1a9850', '#d73027']);
    expect((vegaLite({}, { title: '' }).spec as { config: object }).config).toEqual(theme);
  });
});

test('bars stand by their length, equal ones by name, and what has no number last', async () => {
  const rows = [
    { k: 'b', n: 2 },
    { k: 'none', n: null },
    { k: 'c', n: 5 },
    { k: 'a', n: 2 },
    { k: 'a', n: -1 },
  ];
  const chart = barChart(rows, { title: 'a', x: 'k', y: 'n' });
  expect(values(chart).map(({ label }) => label)).toEqual(['5', '2', '2', '−1', '–']);
  expect((await textsOf(chart)).slice(0, 5)).toEqual(['c', 'a', 'b', 'a', 'none']);
  expect(chart.alt).toBe('a: 5 bars, the greatest is c with 5.');
});

test('more than 40 bars stand in columns, of more than 200 the greatest, and the others are added up', async () => {
  expect((await sceneOf(barChart(named(41), { title: '', x: 'key', y: 'n' }))).height).toBeLessThan(700);
  const chart = barChart(named(203), { title: 'a', x: 'key', y: 'n' });
  expect(under(chart)).toEqual(['the 200 greatest; 3 rows more, 6 together']);
  expect((await sceneOf(chart)).rects).toHaveLength(200);
  expect((await textsOf(chart)).filter((text) => /^S\d+$/.test(text))).toHaveLength(200);
});

test('bars begin at zero, where all of them are nearly as long', async () => {
  const rows = [100, 99, 50].map((n) => ({ k: `${n}`, n }));
  const wide = async (sign: number) =>
    (
      await sceneOf(
        barChart(
          rows.map(({ k, n }) => ({ k, n: sign * n })),
          { title: '', x: 'k', y: 'n' },
        ),
      )
    ).rects
      .map(({ x1, x2 }) => x2 - x1)
      .sort((a, b) => b - a);
  for (const [most = 0, ...others] of [await wide(1), await wide(-1)]) {
    expect(others.map((width) => width / most)).toEqual([expect.closeTo(0.99, 2), expect.closeTo(0.5, 2)]);
  }
});

describe('a candle', () => {
  const rows = [
    { t: START, price: { o: 1, h: 4, l: 0.5, c: 2 } },
    { t: START + MINUTE, price: { o: 2, h: 2, l: 2, c: 2 } },
    { t: START + 2 * MINUTE, price: { o: 2, h: 2, l: 1, c: 1 } },
    { t: START + 3 * MINUTE, price: null },
  ];
  const chart = candlestick(rows, {
    ...{ title: 'a', time: 't', open: ({ price }) => price?.o, high: ({ price }) => price?.h },
    ...{ low: ({ price }) => price?.l, close: ({ price }) => price?.c },
  });

  test('is up where it closed at its open or above, and a window without trades is none', () => {
    expect(values(chart).map(({ up }) => up)).toEqual([true, true, false]);
    expect(under(chart)).toEqual([
      'between 2024-08-08 10:00 and 10:03 UTC',
      '1 row is not drawn: without a whole candle',
    ]);
  });

  test('that moved nowhere is seen', async () => {
    const { rects } = await sceneOf(chart);
    expect(rects).toHaveLength(3);
    for (const { x1, x2, y1, y2 } of rects) expect(Math.min(x2 - x1, y2 - y1)).toBeGreaterThan(0.5);
  });

  test('of the market client says itself what it is', () => {
    expect(values(candlestick(candlesOf('BTCUSDT', 3, 61_800, 1), { title: 'a' }))).toHaveLength(3);
  });
});

describe('lines and columns', () => {
  const rows = Array.from({ length: 12 }, (_, i) =>
    [1, 2].map((m) => ({ t: START + m * MINUTE, s: `S${i}`, n: (i + 1) * m })),
  ).flat();

  test('the nine greatest series have colours of their own, the others none', async () => {
    for (const make of [lineChart, columns]) {
      const texts = await textsOf(make(rows, { title: 'a', x: 't', y: 'n', series: 's' }));
      expect(texts.filter((text) => /^S\d|others/.test(text))).toEqual([
        ...['S11', 'S10', 'S9', 'S8', 'S7', 'S6', 'S5', 'S4', 'S3', '3 others'],
      ]);
    }
    expect(COLOURS).toHaveLength(10);
  });

  test('of lines the greatest is drawn last, over the others, from zero on where that is near', () => {
    const chart = lineChart(rows, { title: 'a', x: 't', y: 'n', series: 's' });
    expect([...new Set(values(chart).map(({ line }) => line))]).toEqual(Array.from({ length: 12 }, (_, i) => `S${i}`));
    expect(nearZero([10, 29])[0]).toBeGreaterThan(8);
    expect(nearZero([9, 29])[0]).toBe(0);
    expect(nearZero([-9, 29])[0]).toBeLessThan(-9);
  });

  test('a line is broken where there is no number, and a number by itself is a point', async () => {
    const broken = [1, null, 3, 4, null, 6].map((n, i) => ({ t: START + i * MINUTE, n }));
    const chart = lineChart(broken, { title: 'a', x: 't', y: 'n' });
    expect((await sceneOf(chart)).marks).toMatchObject({ symbol: 2 });
    expect(under(chart)).toEqual(['between 2024-08-08 10:00 and 10:05 UTC']);
  });

  test('a line whose step is known is broken where rows are missing', async () => {
    const rows = ['a', 'b'].flatMap((s) => [0, 1, 4, 5, 9].map((i) => ({ t: START + i * MINUTE, n: i + 1, s })));
    const gaps = (step?: number) =>
      values(lineChart(rows, { title: 'a', x: 't', y: 'n', series: 's', ...(step !== undefined && { step }) }))
        .filter(({ y, line }) => y === null && line === 'a')
        .map(({ time }) => (Number(time) - START) / MINUTE);
    expect(gaps()).toEqual([]);
    expect(gaps(MINUTE)).toEqual([2, 6]);
    expect(gaps(3 * MINUTE)).toEqual([8]);
  });

  test('the parts of a column are added up, those below zero downwards', () => {
    const parts = [
      ['a', 2],
      ['b', 3],
      ['a', 1],
      ['c', -4],
    ].map(([s, n]) => ({ t: START, s: String(s), n: Number(n) }));
    const chart = columns(parts, { title: 'a', x: 't', y: 'n', series: 's' });
    const of = values(chart);
    expect(chart.alt).toBe('a: 1 column of 3 series, 2 in all.');
    expect(of.map(({ series, y0, y1 }) => [series, y0, y1])).toEqual([
      ['c', 0, -4],
      ['a', 0, 3],
      ['b', 3, 6],
    ]);
  });

  test('columns of nothing but zeros are no empty chart', async () => {
    const texts = await textsOf(columns([{ t: START, n: 0 }], { title: 'a', x: 't', y: 'n' }));
    expect(texts).toEqual(expect.arrayContaining(['0', '10:00']));
  });
});

test('columns are seen, however close to each other two of them begin', async () => {
  const rows = [0, 1, 3_600_000].map((ms) => ({ t: START + ms, n: 2 }));
  const { rects } = await sceneOf(columns(rows, { title: 'a', x: 't', y: 'n' }));
  expect(rects).toHaveLength(3);
  for (const { x1, x2 } of rects) expect(x2 - x1).toBeGreaterThan(0.9);
});

describe('a treemap', () => {
  test('marks the largest, and says what has no area', async () => {
    const rows = [
      { k: 'a', n: 1 },
      { k: 'b', n: 5 },
      { k: 'c', n: 3 },
      { k: 'd', n: 0 },
      { k: 'e', n: -1 },
      { k: 'f', n: null },
    ];
    const chart = treemap(rows, { title: 'N=9', key: 'k', value: 'n', top: 2, format: 'dollars' });
    expect(under(chart)).toEqual(['3 rows are not drawn: without a number above zero']);
    const [tree] = (chart.spec as { data: readonly { values: readonly object[] }[] }).data;
    expect(tree?.values.slice(1)).toMatchObject([
      { name: 'b', label: '$5', top: true },
      { name: 'c', label: '$3', top: true },
      { name: 'a', label: '$1', top: false },
    ]);
    expect((await textsOf(chart)).slice(0, 6)).toEqual(['b', 'c', 'a', '$5', '$3', '$1']);
    expect(chart.alt).toBe('N=9: 3 cells, the largest is b with $5.');
  });

  test('writes numbers large enough to be read, wherever a name is as large', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => ({ k: `SYMBOL${i}USDT`, n: 1_234_567 * 1.2 ** i }));
    const { texts } = await sceneOf(treemap(rows, { title: '', key: 'k', value: 'n' }));
    const numbers = texts.filter(({ text }) => /^[\d.]+[MG]$/.test(text));
    expect(numbers.length).toBeGreaterThan(8);
    for (const { text, y1, y2 } of numbers) expect(y2 - y1, text).toBeGreaterThan(11.5);
  });

  test('of more than 500 has the smallest in one', async () => {
    const chart = treemap(named(510), { title: 'a', key: 'key', value: 'n' });
    expect((await sceneOf(chart)).rects).toHaveLength(500);
    expect(JSON.stringify(chart.spec)).toContain('"11 others"');
  });
});

test('scattered points are named where there is room, and what has no place is counted', async () => {
  const rows = [
    { k: 'one', x: 1, y: 10 },
    { k: 'far', x: 1_000, y: 10_000 },
    { k: 'zero', x: 0, y: 1 },
    { k: 'none', x: null, y: 1 },
  ];
  const all = scatter(rows, { title: 'a', x: 'x', y: 'y', label: 'k' });
  expect(under(all)).toEqual(['1 row is not drawn: without two numbers']);
  expect(await textsOf(all)).toEqual(expect.arrayContaining(['far', 'x', 'y']));
  const log = scatter(rows, {
    title: 'a',
    x: 'x',
    y: 'y',
    label: 'k',
    log: true,
    yTitle: 'dollars',
    format: 'dollars',
  });
  expect(under(log)).toEqual(['2 rows are not drawn: without two numbers above zero']);
  expect(await textsOf(log)).toEqual(expect.arrayContaining(['one', 'far', 'dollars', '$10', '$10k', '1k']));
  const same = scatter(
    Array.from({ length: 9 }, () => ({ k: 'same', x: 1, y: 1 })),
    { title: '', x: 'x', y: 'y', label: 'k' },
  );
  expect((await textsOf(same)).filter((text) => text === 'same').length).toBeLessThan(5);
});

describe('facets', () => {
  const rows = ['ETHBTC', 'NEOBTC', 'LTCBTC'].flatMap((symbol, i) => candlesOf(symbol, 20, 0.04 / 10 ** i, i));
  const make = (of: readonly Candle[], title: string) => candlestick(of, { title, format: 'plain', updated: START });

  test('stand in the order of their rows, each on scales of its own, and say once what they share', async () => {
    const chart = facet(rows, 'symbol', make, { title: 'Three coins' });
    const texts = await textsOf(chart);
    expect(texts.filter((text) => /BTC/.test(text))).toEqual(['ETHBTC', 'NEOBTC', 'LTCBTC']);
    expect(texts.filter((text) => /between/.test(text))).toHaveLength(1);
    expect(texts.filter((text) => /^0\.04|^0\.004|^0\.0004/.test(text)).length).toBeGreaterThan(8);
    expect(chart.alt).toMatch(/^Three coins: 3 charts\. ETHBTC: 20 candles/);
  });

  test('say of what each of them does not draw by itself, and once above when they were updated', async () => {
    const some = rows.map((row, i) => (i % 20 === 0 ? { ...row, close: null } : row));
    const chart = facet(some, 'symbol', (of, title) => candlestick(of, { title, updated: START }), { title: 'a' });
    const texts = await textsOf(chart);
    expect(under(chart)).toEqual(['between 2024-08-08 10:00 and 10:20 UTC · Last Updated: 2024-08-08 10:00:00 UTC']);
    expect(texts.filter((text) => /1 row is not drawn/.test(text))).toHaveLength(3);
    const twice = facet(rows, 'symbol', make, { title: 'a', subtitle: 'of the day', updated: START });
    expect(under(twice)).toEqual(['of the day · Last Updated: 2024-08-08 10:00:00 UTC']);
  });

  test('stand in as many columns as asked for', async () => {
    const heights = await Promise.all(
      [1, 3].map(async (columns) => (await sceneOf(facet(rows, 'symbol', make, { title: 'a', columns }))).height),
    );
    expect(heights[0]).toBeGreaterThan(2 * (heights[1] ?? 0));
    expect(() => facet(rows, 'symbol', make, { title: 'a', columns: 5 })).toThrow(
      'columns: 5, wanted a whole number from 1 to 4',
    );
  });

  test('of the two languages do not stand together, and of nothing say so', async () => {
    const mixed = (of: readonly Candle[], title: string) =>
      title === 'ETHBTC' ? make(of, title) : treemap(of, { title, key: 'symbol', value: 'close' });
    expect(() => facet(rows, 'symbol', mixed, { title: 'a' })).toThrow('"a" is of charts in Vega and in Vega-Lite.');
    expect(await textsOf(facet([], 'symbol', make, { title: 'a' }))).toContain('There are no rows to draw.');
    const many = Array.from({ length: 41 }, (_, symbol) => ({ symbol, n: 1 }));
    expect(() =>
      facet(many, 'symbol', (of, title) => barChart(of, { title, x: 'symbol', y: 'n' }), { title: 'a' }),
    ).toThrow('at most 40');
  });
});

describe('a chart of your own', () => {
  const data = { values: [{ a: 1 }] };

  test('is in the theme, but for what it says itself', async () => {
    const chart = vegaLite(
      { data, mark: 'point', config: { axis: { grid: false } } },
      { title: 'Mine', alt: 'A point' },
    );
    expect(chart).toMatchObject({ language: 'vega-lite', title: 'Mine', alt: 'A point' });
    expect((chart.spec as { config: object }).config).toEqual({ ...theme, axis: { ...theme.axis, grid: false } });
    expect(await textsOf(chart)).toEqual(['Mine']);
  });

  test('in Vega has its letters in the font, too', async () => {
    const text = { type: 'text', encode: { enter: { text: { value: 'here' } } } };
    const chart = vega({ width: 100, height: 50, marks: [text] }, { title: 'Mine' });
    expect(await textsOf(chart)).toEqual(['here', 'Mine']);
    expect(chart.alt).toBe('Mine');
  });
});

test('a text is never wider than it is thought to be', async () => {
  const letters = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i));
  const lines = [
    ...letters.filter((letter) => letter !== ' ').map((letter) => letter.repeat(8)),
    'BTCUSDT',
    '$1.23M',
    '币□',
  ];
  const values = lines.map((text) => ({ text }));
  const mark = { type: 'text', fontSize: 10, fontWeight: 600, limit: 0 };
  const { texts } = await sceneOf(
    vegaLite({ data: { values }, mark, encoding: { text: { field: 'text', type: 'nominal' } } }, { title: '' }),
  );
  expect(texts).toHaveLength(lines.length);
  for (const { text, x1, x2 } of texts) expect(x2 - x1, text).toBeLessThanOrEqual(emWidth(text) * 10 + 0.01);
});
