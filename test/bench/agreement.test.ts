import { expect, test } from 'vitest';
import { mustAgree } from '../../bench/peers/agreement.ts';

const row = { key: 'ETHBTC', start: 60_000, trades: 3, units: '12.5', value: '2803.00000001', unpriced: 0 };
const inDollars = { ...row, key: 'ETHUSDT' };
const printed = (...rows: readonly object[]) => rows.map((one) => `${JSON.stringify(one)}\n`).join('');
const ours = printed(row, inDollars);
const exact = { amounts: 'exact', dollars: 'as ours' } as const;
const floats = { amounts: 'floats', dollars: 'as ours' } as const;

test('rows in another order, with starts and counts as texts, are the same', () => {
  mustAgree('it', exact, printed({ ...inDollars, start: '60000', trades: '3' }, row), ours);
});

test('doubles may be off by what adding and rounding does to them, exact sums may not', () => {
  const near = { units: 12.500_000_000_1, value: 2803.000_000_02 };
  mustAgree('it', floats, printed({ ...row, ...near }, inDollars), ours);
  expect(() => mustAgree('it', exact, printed({ ...row, ...near }, inDollars), ours)).toThrow('found something else');
});

test.each([
  ['a trade more', { trades: 4 }],
  ['other units', { units: 12.500_001 }],
  ['other dollars', { value: 2803.001 }],
  ['another number of trades without a price', { unpriced: 1 }],
  ['another window', { start: 0 }],
])('%s is refused', (_what, change) => {
  expect(() => mustAgree('it', floats, printed({ ...row, ...change }, inDollars), ours)).toThrow(
    'found something else',
  );
});

test('a row that is missing, or there twice, is refused, and so is nothing at all', () => {
  expect(() => mustAgree('it', floats, printed(row), ours)).toThrow('found something else');
  expect(() => mustAgree('it', floats, printed(row, row, inDollars), ours)).toThrow('two rows');
  expect(() => mustAgree('it', floats, '', '')).toThrow('no rows');
});

test('dollars of the last tick are compared where the quote is the dollar alone', () => {
  const claims = { amounts: 'floats', dollars: 'of the last tick' } as const;
  mustAgree('it', claims, printed({ ...row, value: 1 }, inDollars), ours);
  expect(() => mustAgree('it', claims, printed(row, { ...inDollars, value: 1 }), ours)).toThrow('found something else');
});
