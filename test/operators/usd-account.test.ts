import { expect, test } from 'vitest';
import { State } from '../../src/core/state.ts';
import { minutes, seconds } from '../../src/core/time.ts';
import { usd } from '../../src/index.ts';

/** The account of usd for a window of a minute, from these cells. */
function account(of: ReturnType<typeof usd>, key: string, cells: Readonly<Record<string, unknown>>) {
  const state = new State();
  for (const [name, value] of Object.entries(cells)) state.cells('usd').set(name, value);
  const row = { key, start: minutes(10), end: minutes(11), closes: minutes(11) };
  return of.spec.account?.(state, row);
}
const tick = (time: number, prices: object) => ({ [String(time).padStart(16, '0')]: prices });

test('usd tells the price of the quote at the start and at the end of a window, and how old each was then', () => {
  const cells = {
    ...tick(minutes(10) - seconds(20), { BTC: 1, ETH: 9 }),
    ...tick(minutes(10) - seconds(4), { BTC: 2 }),
    ...tick(minutes(10) + seconds(30), { ETH: 9 }),
    ...tick(minutes(10) + seconds(50), { BTC: 3 }),
    ...tick(minutes(10) + seconds(58), { BTC: 4 }),
  };
  expect(account(usd(), 'ETHBTC', cells)).toEqual({
    rows: [
      { asset: 'BTC', at: 'start', price: 1, time: minutes(10) - seconds(20), age: 20_000, ticks: 2 },
      { asset: 'BTC', at: 'end', price: 3, time: minutes(10) + seconds(50), age: 9_999, ticks: 2 },
    ],
    notes: [],
  });
  expect(account(usd(), 'BTCUSDT', cells)).toEqual({ rows: [], notes: [expect.stringContaining('is one dollar')] });
});

test('a price that was too old is none; of a key that is no symbol all assets are told', () => {
  const old = tick(minutes(4), { BTC: 1 });
  const none = { asset: 'BTC', price: null, time: null, age: null };
  expect(account(usd({ maxAge: minutes(5) }), 'ETHBTC', old)).toMatchObject({
    rows: [
      { ...none, at: 'start' },
      { ...none, at: 'end' },
    ],
    notes: ['no price: none was told within 305000 ms'],
  });
  const all = account(usd(), 'everything', { ...tick(minutes(9), { BTC: 1, EUR: 2 }) });
  expect(all).toMatchObject({
    rows: [{ asset: 'BTC' }, { asset: 'BTC' }, { asset: 'EUR' }, { asset: 'EUR' }],
    notes: [expect.stringContaining('everything is no symbol')],
  });
});

test('what is not kept any more is said', () => {
  const of = usd({ maxAge: minutes(1), late: minutes(1) });
  const cells = { ...tick(minutes(12), { BTC: 1 }), ...tick(minutes(13), { BTC: 2 }) };
  expect(account(of, 'ETHBTC', cells)?.notes[0]).toBe(
    'ticks from before 1970-01-01T00:10:55.000Z are not kept any more, and this window may have used some',
  );
  expect(account(usd({ from: 'trades' }), 'ETHBTC', { BTC: 5, ETH: 6 })).toEqual({
    rows: [{ asset: 'BTC', price: 5 }],
    notes: ['of the prices that trades tell the last one is kept, not those of this window'],
  });
  expect(account(usd({ at: 'run' }), 'ETHBTC', { run: { BTC: 7, ETH: 8 } })).toEqual({
    rows: [{ asset: 'BTC', price: 7 }],
    notes: ['these are the prices of the run'],
  });
});
