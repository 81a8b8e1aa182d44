import { describe, expect, test } from 'vitest';
import { barChart } from '../../../src/charts/bar.ts';
import { columns } from '../../../src/charts/columns.ts';
import { facet } from '../../../src/charts/facet.ts';
import { lineChart } from '../../../src/charts/line.ts';
import { COLOURS, DARK, DARK_GROUND, theme } from '../../../src/charts/theme.ts';
import { treemap } from '../../../src/charts/treemap.ts';
import { minutes } from '../../../src/core/time.ts';
import { kindOf, pageSpec } from '../../../src/dashboard/page/chart-spec.ts';
import { linesOf } from '../../../src/dashboard/page/lines.ts';
import { NOON, overviewOf } from './made-up.ts';

const charts = Object.fromEntries(overviewOf().charts.map((chart) => [chart.name, chart.spec]));
const specOf = (name: string, width = 500, dark = false) =>
  pageSpec(charts[name] ?? {}, { width, dark }) as Readonly<Record<string, unknown>>;

test('the title of a chart is not drawn: it is text, each thing that is said by itself', () => {
  expect(specOf('value')).not.toHaveProperty('title');
  expect(linesOf(charts.value ?? {})).toEqual([
    'between 2026-11-24 11:31 and 12:01 UTC',
    'Last Updated: 2026-11-24 12:00:00 UTC',
  ]);
});

test('what is broken into lines in a picture is whole, and notes stay apart', () => {
  const rows = [
    { start: NOON, end: NOON + minutes(1), key: 'A', n: 1 },
    { start: NOON, end: NOON + minutes(1), key: 'B', n: null },
  ];
  const subtitle = 'between 2026-11-24 12:00 and 12:01 UTC · 1 window still open';
  const { spec } = treemap(rows, { title: 'Two', key: 'key', value: 'n', subtitle, updated: NOON });
  expect((spec as { title: { subtitle: string[] } }).title.subtitle).toHaveLength(3);
  expect(linesOf(spec)).toEqual([
    ...['between 2026-11-24 12:00 and 12:01 UTC', '1 window still open', 'Last Updated: 2026-11-24 12:00:00 UTC'],
    '1 row is not drawn: without a number above zero',
  ]);
});

test('a chart is as wide as its room, and as high as suits that; bars are as high as there are', () => {
  expect(specOf('value', 1_500)).toMatchObject({ width: 1_500, height: 520 });
  expect(specOf('value', 330)).toMatchObject({ width: 330, height: 300 });
  expect(specOf('candles', 500)).toMatchObject({ width: 500, height: 260 });
  expect(specOf('units', 330).height).toBe((charts.units as { height: number }).height);
});

test('the ends of a scale of times are expressions, which are read as they are written', () => {
  const [from, to] = [NOON - minutes(59), NOON + minutes(1)];
  expect(specOf('candles')).toMatchObject({
    encoding: { x: { scale: { domainMin: { expr: `${from}` }, domainMax: { expr: `${to}` } } } },
  });
});

test('so are the windows that an axis names where they are few', () => {
  const rows = [0, 1, 2].map((n) => ({ start: NOON + minutes(n), end: NOON + minutes(n + 1), key: 'A', n }));
  const { spec } = columns(rows, { title: 'Few', x: 'start', y: 'n' });
  const values = [0, 1, 2, 3].map((n) => NOON + minutes(n));
  expect(spec).toMatchObject({ encoding: { x: { axis: { values } } } });
  expect(pageSpec(spec, { width: 500, dark: false })).toMatchObject({
    encoding: { x: { axis: { values: { expr: JSON.stringify(values) } } } },
  });
});

test('a legend has as many columns as there is room for', () => {
  expect(specOf('usd', 800)).toMatchObject({ encoding: { color: { legend: { columns: 5 } } } });
  expect(specOf('usd', 330)).toMatchObject({ encoding: { color: { legend: { columns: 2 } } } });
});

test('many bars stand in as many columns as there is room for, none is lost', () => {
  const rows = Array.from({ length: 100 }, (_, i) => ({ key: `SYMBOL${i}`, n: i }));
  const { spec } = barChart(rows, { title: 'Many', x: 'key', y: 'n' });
  expect(kindOf(spec)).toBe('columns of bars');
  const columnsIn = (width: number) =>
    (pageSpec(spec, { width, dark: false }) as { hconcat: { width: number; data: { values: object[] } }[] }).hconcat;
  expect([1_500, 720, 330].map((width) => columnsIn(width).length)).toEqual([2, 2, 1]);
  expect(columnsIn(330)[0]?.data.values).toHaveLength(100);
  expect(columnsIn(330)[0]?.width).toBeLessThan(330);
});

test('charts beside each other stand in as many columns as there is room for, and are as wide', () => {
  const rows = ['A', 'B', 'C', 'D'].flatMap((key) => [1, 2, 3].map((n) => ({ key, time: NOON + minutes(n), n })));
  const { spec } = facet(rows, 'key', (of, key) => lineChart(of, { title: key, x: 'time', y: 'n' }), { title: 'Four' });
  const panelsIn = (width: number) =>
    pageSpec(spec, { width, dark: false }) as { columns: number; concat: { width: number }[] };
  expect([1_500, 1_100, 720, 330].map((width) => panelsIn(width).columns)).toEqual([4, 2, 2, 1]);
  expect([720, 330].map((width) => panelsIn(width).concat[0]?.width)).toEqual([266, 248]);
});

describe('in the dark', () => {
  test('each colour of the theme is another, but for white', () => {
    const colours = JSON.stringify([theme, COLOURS]).match(/#[0-9a-f]{6}/g) ?? [];
    expect(colours.filter((colour) => !(colour in DARK))).toEqual(['#ffffff']);
    const drawn = JSON.stringify(Object.keys(charts).map((name) => specOf(name, 500, true)));
    expect(drawn.match(/#[0-9a-f]{6}/g)?.filter((colour) => colour in DARK)).toEqual([]);
  });

  test('letters are told from their ground by 4.5 to 1, and marks by 3 to 1', () => {
    const dark = (colour: string) => DARK[colour] ?? colour;
    const { axis, title } = theme;
    for (const text of [axis.labelColor, title.color]) expect(contrast(dark(text), DARK_GROUND)).toBeGreaterThan(4.5);
    expect(contrast(dark('#2c3d55'), dark('#d9e3ef'))).toBeGreaterThan(4.5);
    expect(contrast('#ffffff', dark('#2f68a8'))).toBeGreaterThan(4.5);
    const marks = [...COLOURS, '#1a9850', '#d73027', '#5b86bd', '#cf7a70', '#c3c9d2', '#2f68a8'];
    for (const mark of marks) expect(contrast(dark(mark), DARK_GROUND), mark).toBeGreaterThan(3);
  });

  test('data stays as it is', () => {
    const spec = { data: { values: [{ name: '#1a9850' }] }, mark: { fill: '#1a9850' } };
    expect(pageSpec(spec, { width: 300, dark: true })).toMatchObject({
      data: { values: [{ name: '#1a9850' }] },
      mark: { fill: DARK['#1a9850'] },
    });
  });
});

/** By WCAG 2.2: from 1 to 21. */
function contrast(a: string, b: string): number {
  const [light = 0, dim = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dim + 0.05);
}

function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
