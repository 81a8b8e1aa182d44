/** Goal: a file that is run without its types is told what it forgot, before it reads anything. */
import { describe, expect, test } from 'vitest';
import { product } from '../../src/aggregates/product.ts';
import { trade } from '../../src/market/trade.ts';
import { collect } from '../../src/operators/collect.ts';
import { dedupe } from '../../src/operators/dedupe.ts';
import { parse } from '../../src/operators/parse.ts';
import { total } from '../../src/operators/total.ts';
import { tumble } from '../../src/operators/tumble.ts';
import { usd } from '../../src/operators/usd.ts';
import { view } from '../../src/sinks/view.ts';

const absent = undefined as unknown as number;

describe('what is no span of time is refused', () => {
  test.each([
    ['dedupe was given within: undefined', () => dedupe({ within: absent })],
    ['dedupe was given within: Infinity', () => dedupe({ within: Number.POSITIVE_INFINITY })],
    ['parse was given maxAhead: NaN', () => parse(trade, { maxAhead: Number.NaN })],
    ['usd was given settle: -1', () => usd({ settle: -1 })],
    ['usd was given maxAge: NaN', () => usd({ maxAge: Number.NaN })],
    ['usd was given late: null', () => usd({ late: null as unknown as number })],
    ['view was given keep: NaN', () => view('rows', { keep: Number.NaN })],
    ['tumble was given size: 0', () => tumble({ size: 0, lateness: 0, key: () => 'all', time: () => 0 }, {})],
    ['What is given as "n" is no aggregate', () => total({ key: 'id' }, { n: product('price', 'id') as never })],
    ['collect was given limit: undefined', () => collect<number>({ limit: absent })],
  ])('%s', (message, make) => {
    expect(make).toThrow(message);
  });

  test('none is one', () => {
    expect(() => [dedupe({ within: 0 }), usd({ settle: 0 }), view('rows', { keep: 0 })]).not.toThrow();
    expect(view('rows', { keep: Number.POSITIVE_INFINITY }).keep).toBe(Number.POSITIVE_INFINITY); // for ever
  });
});
