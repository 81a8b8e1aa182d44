import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { printable, Table, table } from '../../src/core/table.ts';

/** The lines as they should stand, without the indentation of the test. */
const lines = (text: string) =>
  text
    .replace(/^\n/, '')
    .replaceAll(/^ {6}/gm, '')
    .replace(/\n\s*$/, '');

describe('a table', () => {
  test('stands under the names of its columns, text to the left and numbers by their points', () => {
    const rows = [
      { key: 'BTCUSDT', trades: 1_204, price: '61837.63', fee: 1 },
      { key: 'ETH', trades: 7, price: '0.00000001', fee: -0.25 },
      { key: '', trades: 0, price: '9', fee: 100 },
    ];
    expect(table(rows)).toBe(
      lines(`
      key      trades           price     fee
      -------  ------  --------------  ------
      BTCUSDT    1204  61837.63          1
      ETH           7      0.00000001   -0.25
                    0      9           100
      `),
    );
  });

  test('takes what has an exponent for a number', () => {
    expect(table([1e21, 1e-7, 2]).split('\n').slice(2)).toEqual(['1e+21', ' 1e-7', '    2']);
  });

  test('has a column for each name that any row has, and nothing in it where a row has none', () => {
    expect(table([{ a: 1 }, { b: 'x', a: null }, { c: true, b: undefined }])).toBe(
      lines(`
      a  b  c
      -  -  ----
      1
         x
            true
      `),
    );
  });

  test('is empty for no rows, and for rows without columns', () => {
    expect(table([])).toBe('');
    expect(table([{}, {}])).toBe('');
  });

  test('shows what is no object, or a list, in a column of its own', () => {
    expect(table([1, 'BTCUSDT', null, true, [1, 2]])).toBe(
      lines(`
      value
      -------
      1
      BTCUSDT

      true
      [1,2]
      `),
    );
  });

  test('shows an object in a row as columns of its own, and what is deeper as JSON', () => {
    const ohlc = { open: 1, close: 2.5 };
    expect(table([{ key: 'BTC', ohlc }, { missing: [[3, 4]] }, { ohlc: { open: { deep: 1 } } }])).toBe(
      lines(`
      key  ohlc.open   ohlc.close  missing
      ---  ----------  ----------  -------
      BTC  1                  2.5
                                   [[3,4]]
           {"deep":1}
      `),
    );
  });

  test('shows instants as people read them, and none where a total has none', () => {
    const at = Date.UTC(2024, 7, 8, 12);
    const total = { start: 0, end: 8.64e15, closes: -1, time: at, first: { time: at, id: at } };
    expect(table([total])).toBe(
      lines(`
      start  end  closes  time                      first.time                     first.id
      -----  ---  ------  ------------------------  ------------------------  -------------
                          2024-08-08T12:00:00.000Z  2024-08-08T12:00:00.000Z  1723118400000
      `),
    );
  });

  test('shows a row by what it says of itself as JSON', () => {
    expect(table([{ sum: 0.3, toJSON: () => ({ sum: '0.30000000000000004' }) }])).toBe(
      lines(`
                      sum
      -------------------
      0.30000000000000004
      `),
    );
  });
});

describe('what stands in a table', () => {
  test('is cut at 60 characters, counted as people count them', () => {
    const [, , exact, longer] = table(['🐢'.repeat(60), '🐢'.repeat(61)]).split('\n');
    expect(exact).toBe('🐢'.repeat(60));
    expect(longer).toBe(`${'🐢'.repeat(59)}…`);
    const [name, rule] = table([{ ['n'.repeat(99)]: 1 }]).split('\n');
    expect([name, rule]).toEqual([`${'n'.repeat(59)}…`, '-'.repeat(60)]);
  });

  test('lines up however many halves its characters have', () => {
    expect(
      table([
        { a: '🐢', b: 1 },
        { a: 'xy', b: 2 },
      ]),
    ).toBe(
      lines(`
      a   b
      --  -
      🐢   1
      xy  2
      `),
    );
  });

  test('is nothing that a terminal would obey, in a name or in a value', () => {
    const shown = table([{ 'a\u001b[31m': 'b\u0007\r\n\tc', 'd\u009b': '\u007f' }]);
    expect(shown).not.toMatch(/[^\n\P{Cc}]/u);
    expect(shown.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['a·[31m', 'd·'],
      ['------', '--'],
      ['b····c', '·'],
    ]);
    expect(printable('\u0000é\u0085🐢\u001f')).toBe('·é·🐢·');
  });

  test('is anything at all, in rows of any shape: each row is one line, and no line is wider than the rule', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue({ maxDepth: 3 }), { minLength: 1, maxLength: 5 }), (rows) => {
        const shown = table(rows);
        if (shown === '') return;
        const all = shown.split('\n');
        expect(all).toHaveLength(rows.length + 2);
        for (const line of all) expect([...line].length).toBeLessThanOrEqual(all[1]?.length ?? 0);
      }),
      { numRuns: 1_000 },
    );
    expect(table([{ constructor: 1 }, { toString: 2, __proto__: null }])).toMatch(/^constructor +toString\n/);
  });
});

test('a table that goes on names its columns again only where they have changed', () => {
  const growing = new Table();
  expect(growing.next([{ key: 'BTCUSDT', units: 1.25 }])).toBe('key      units\n-------  -----\nBTCUSDT   1.25');
  expect(growing.next([{ key: 'ETH', units: 2 }, { key: 'X' }])).toBe('ETH       2\nX');
  expect(growing.next([])).toBe('');
  expect(growing.next([{ key: 'ETH', units: 1000.5 }])).toBe('key        units\n-------  -------\nETH      1000.5');
  expect(growing.next([{ key: 'ETH', units: 1, more: true }])).toMatch(
    /^key +units +more\n-+ {2}-+ {2}-+\nETH +1 +true$/,
  );
});
