import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emWidth } from '../../src/charts/em-width.ts';
import { axisFormat, dollars, labelOf, si, textOf } from '../../src/charts/numbers.ts';
import { betweenText, timeAxis, updatedText } from '../../src/charts/times.ts';
import { wrapped } from '../../src/charts/wrapped.ts';
import { FORMATS } from '../../src/core/view-chart.ts';

describe('a number', () => {
  test.each([
    [0, '$0'],
    [5, '$5'],
    [1_234_567, '$1,234,567'],
    [63_732.12, '$63,732.12'],
    [163_732.62, '$163,733'],
    [0.5, '$0.5'],
    [0.00001234, '$0.00001234'],
    [0.999, '$1'],
    [-42.5, '-$42.50'],
    [1e15, '$1,000,000,000,000,000'],
    [1e21, '$1e21'],
    [1e-12, '$1e-12'],
    [Number.NaN, '–'],
  ])('%d in dollars is %s', (n, text) => {
    expect(dollars(n)).toBe(text);
  });

  test.each([
    [0, '0'],
    [-0, '0'],
    [0.000123456, '0.000123'],
    [999, '999'],
    [999.9, '1k'],
    [1_234_567, '1.23M'],
    [999_999, '1M'],
    [-4_500, '-4.5k'],
    [2.5e9, '2.5G'],
    [1.5e16, '15P'],
    [1.234e18, '1.23e18'],
    [Number.POSITIVE_INFINITY, '–'],
  ])('%d is short as %s', (n, text) => {
    expect(si(n)).toBe(text);
  });

  test('stands in a chart in little room, whatever it is', () => {
    expect(FORMATS.map((format) => labelOf(format, -1_234_567.891))).toEqual([
      ...['−$1.23M', '−1.23M', '−1,234,567.891', '−123M%'],
    ]);
    expect([labelOf('dollars', 2.5e9), labelOf('percent', 0.0512), textOf('si', 0.00042)]).toEqual([
      ...['$2.5B', '5.12%', '0.00042'],
    ]);
    fc.assert(
      fc.property(fc.double({ min: -1e300, max: 1e300, noNaN: true }), (n) => {
        for (const format of FORMATS) expect(labelOf(format, n).length).toBeLessThan(format === 'plain' ? 35 : 18);
      }),
    );
  });
});

describe('an axis', () => {
  test.each([
    ['dollars', [62_150, 62_480], { format: '$,.0f' }],
    ['dollars', [0.00001212, 0.00001224], { format: '$,.8f' }],
    ['dollars', [0, 4.2], { format: '$,.2f' }],
    ['dollars', [0, 2.4e6], { labelExpr: "replace(format(datum.value, '$.3~s'), 'G', 'B')" }],
    ['si', [0, 48_000], { format: '.3~s' }],
    ['si', [63_120, 63_140], { format: ',.0f' }],
    ['plain', [0, 2.4e6], { format: ',.0f' }],
    ['percent', [-0.05, 0.12], { format: ',.0%' }],
    ['percent', [0, 0.004], { format: ',.2%' }],
    ['si', [], { format: ',.0f' }],
    ['si', [0, 1e30], { format: '.2~e' }],
  ] as const)('of %s from %j', (format, numbers, written) => {
    expect(axisFormat(format, numbers)).toEqual(written);
  });

  test('of no such format is an error that names those there are', () => {
    for (const write of [labelOf, textOf, (format: 'dollars') => axisFormat(format, [1])]) {
      expect(() => write('euros' as 'dollars', 1)).toThrow('wanted one of dollars, si, plain, percent');
    }
  });

  test('of time says the day at midnight, and over many days alone', () => {
    const hour = 3_600_000;
    expect(timeAxis(0, hour).labelExpr).toContain("'%d %b' : '%H:%M'");
    expect(timeAxis(0, 60_000).labelExpr).toContain("'%H:%M:%S'");
    expect(timeAxis(0, 24 * 30 * hour).labelExpr).toBe("utcFormat(datum.value, '%d %b')");
    expect(timeAxis(0, 24 * 700 * hour).labelExpr).toBe("utcFormat(datum.value, '%b %Y')");
    expect(timeAxis(0, 1_000).labelExpr).toContain("'%H:%M:%S.%L'");
  });

  test('of few windows tells them apart', () => {
    const hour = 3_600_000;
    expect(timeAxis(0, 3 * 15_000, 15_000).labelExpr).toContain("'%d %b' : '%H:%M:%S'");
    expect(timeAxis(0, 3 * 250, 250).labelExpr).toContain("'%d %b' : '%H:%M:%S.%L'");
    expect(timeAxis(0, 24 * hour, 6 * hour).labelExpr, 'from midnight on').toContain("'%d %b' : '%H:%M'");
    const ten = timeAxis(10 * hour, 34 * hour, 6 * hour);
    expect(ten).toEqual({
      labelExpr: "utcFormat(datum.value, '%d %b %H:%M')",
      values: [10, 16, 22, 28, 34].map((n) => n * hour),
    });
    expect(timeAxis(10 * hour, 106 * hour, 24 * hour).labelExpr).toBe("utcFormat(datum.value, '%d %b')");
    expect(timeAxis(0, 6 * 18 * hour, 18 * hour).labelExpr, 'two of a day').toContain("'%d %b' : '%H:%M'");
  });
});

test('a span of time names each day once, and seconds where there are any', () => {
  const noon = Date.UTC(2024, 7, 8, 12);
  expect(betweenText(noon, noon + 300_000)).toBe('between 2024-08-08 12:00 and 12:05 UTC');
  expect(betweenText(noon, noon + 86_400_000)).toBe('between 2024-08-08 12:00 and 2024-08-09 12:00 UTC');
  expect(betweenText(noon, noon + 5_000)).toBe('between 2024-08-08 12:00:00 and 12:00:05 UTC');
  expect(updatedText(noon + 1)).toBe('Last Updated: 2024-08-08 12:00:00 UTC');
});

describe('a text in lines', () => {
  test('is broken at blanks, or where it has none in a word, and cut with an ellipsis', () => {
    expect(wrapped('', 5, 2)).toEqual([]);
    expect(wrapped('units per symbol', 6, 2)).toEqual(['units per', 'symbol']);
    expect(wrapped('units per symbol', 3.5, 2)).toEqual(['units', 'per…']);
    expect(wrapped('units per symbol', 3.5, 3)).toEqual(['units', 'per', 'sym…']);
    expect(wrapped('abcdefghij', 2.6, 2)).toEqual(['abcd', 'ef…']);
    expect(wrapped('🚀🚀🚀🚀', 2.3, 3)).toEqual(['🚀🚀', '🚀🚀']);
  });

  test('is never wider or longer, and loses nothing where it needs no ellipsis', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), fc.integer({ min: 3, max: 20 }), (text, width) => {
        const lines = wrapped(text, width, 4);
        expect(lines.length).toBeLessThanOrEqual(4);
        for (const line of lines) expect(emWidth(line.trim())).toBeLessThanOrEqual(width);
        const bare = (shown: string) => shown.replace(/\s/g, '');
        if (!lines.join('').includes('…')) expect(bare(lines.join(''))).toBe(bare(text));
      }),
    );
  });
});
