import { describe, expect, test } from 'vitest';
import { cache, counter, dedupe, log, map, minutes, parse, pipeline, type Trade, trade } from '../../src/index.ts';
import { CRASH, drive, type Item, PAUSE } from '../../src/testing.ts';
import { BATCHES } from '../support/cuts.ts';
import { tradeAt } from '../support/market.ts';

const trades = pipeline('keys').from(log('crypto'));
const btc = (t: number, q = '0.1') => tradeAt(t, { q });
const eth = (t: number, q = '0.1') => tradeAt(t, { s: 'ETHUSDT', q });
const items: Item[] = [btc(1), eth(2), PAUSE, CRASH, btc(3, '0.2'), CRASH, PAUSE, eth(4), btc(3, '0.2'), CRASH, btc(5)];

describe('a counter', () => {
  test.each(BATCHES)('counts each value once, whatever crashes, in reads of %d', async (batch) => {
    const counted = trades.pipe(parse(trade), dedupe({ within: minutes(1) })).to(counter('symbol:{symbol}'));
    expect((await drive(counted, items, { batch })).keys).toEqual({ 'symbol:BTCUSDT': '3', 'symbol:ETHUSDT': '2' });
  });

  test('adds up amounts exactly, by a field or a function', async () => {
    const summed = trades.pipe(parse(trade)).to(
      counter('me:tx:{symbol}', { amount: 'quantity' }),
      counter(({ symbol }: Trade) => `sold:${symbol}`, { amount: ({ quantity }) => -quantity }),
    );
    const { keys } = await drive(summed, [btc(1), btc(2, '0.2'), btc(3, '0.00000001')]);
    expect(keys).toEqual({ 'me:tx:BTCUSDT': '0.30000001', 'sold:BTCUSDT': '-0.30000001' });
  });

  test('shows what came with the last commit, if it is asked to; keys without any stay as they are', async () => {
    const recent = trades.pipe(parse(trade)).to(counter('{symbol}', { amount: 'quantity', last: true }));
    const { keys } = await drive(recent, [btc(1), eth(2, '7'), PAUSE, btc(3), btc(4, '0.5'), PAUSE]);
    expect(keys).toEqual({ BTCUSDT: '0.6', ETHUSDT: '7' });
  });
});

describe('a cache', () => {
  test('keeps the last value of each key, as text, a decimal or JSON', async () => {
    const of = (one: Trade) => ({ at: one.time, id: one.id });
    const kept = trades
      .pipe(parse(trade))
      .to(cache('price:{symbol}', 'price'), cache('last:{symbol}', of), cache('symbol', 'symbol'));
    const { keys } = await drive(kept, [tradeAt(1, { p: '0.00000001' }), PAUSE, tradeAt(2, { p: '61837.63000000' })]);
    expect(keys).toEqual({
      'price:BTCUSDT': '61837.63',
      'last:BTCUSDT': expect.stringMatching(/^\{"at":\d+,"id":2\}$/),
      symbol: 'BTCUSDT',
    });
  });
});

test('of several values of a key in one commit a cache keeps the last, be it empty', async () => {
  const text = ({ id }: Trade) => (id === 3 ? '' : `id ${id}`);
  const kept = trades.pipe(parse(trade)).to(cache('{symbol}', text));
  expect((await drive(kept, [btc(1), eth(2), btc(3), eth(4)])).keys).toEqual({ BTCUSDT: '', ETHUSDT: 'id 4' });
});

test('a value that has no key is set aside, and the others are written', async () => {
  const odd = trades
    .pipe(
      parse(trade),
      map(({ id }: Trade) => (id === 2 ? {} : { id })),
    )
    .to(counter<{ readonly id?: number }>('n:{id}'));
  const { keys, rejected } = await drive(odd, [btc(1), btc(2), btc(3)]);
  expect(keys).toEqual({ 'n:1': '1', 'n:3': '1' });
  expect(rejected).toMatchObject([
    { reason: 'failed', detail: expect.stringMatching(/^id is undefined, wanted text/) },
  ]);
});

test('a value that is a promise is set aside', async () => {
  const later = (async () => 1) as () => unknown;
  const { keys, rejected } = await drive(trades.pipe(parse(trade)).to(cache('later', later)), [btc(1)]);
  expect(keys).toEqual({});
  expect(rejected).toMatchObject([
    { reason: 'failed', detail: expect.stringMatching(/^cache\(later\) .* gives a promise/) },
  ]);
});

test.each(['', '{', 'a{b c}', 5 as unknown as string])('%j is no key', (key) => {
  expect(() => counter(key)).toThrow(/A key is .*Wanted: such as 'symbol:\{symbol\}'/);
});
