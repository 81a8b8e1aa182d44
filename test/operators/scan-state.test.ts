/** A step leaves the state that it was given alone; where it does not, it fails at once and in every run alike. */
import { describe, expect, test } from 'vitest';
import { sum } from '../../src/aggregates/sum.ts';
import { pipeline } from '../../src/core/pipeline.ts';
import type { Row } from '../../src/core/row.ts';
import { seconds } from '../../src/core/time.ts';
import { log } from '../../src/logs/log.ts';
import { type Trade, trade } from '../../src/market/trade.ts';
import { map } from '../../src/operators/map.ts';
import { parse } from '../../src/operators/parse.ts';
import { scan } from '../../src/operators/scan.ts';
import { tumble } from '../../src/operators/tumble.ts';
import { print } from '../../src/sinks/print.ts';
import { CRASH, drive, type Item, PAUSE } from '../../src/testing.ts';
import { tradeAt } from '../support/market.ts';
import { written } from '../support/written.ts';

const trades = pipeline('trades').from(log('trades'));

interface Ids {
  ids: number[];
}
const zero = (): Ids => ({ ids: [] });

/** The third event comes to a state that a store has given back, if there was a crash. */
const calm: Item[] = [tradeAt(1), tradeAt(2), PAUSE, tradeAt(3), tradeAt(4)];
const struck: Item[] = [tradeAt(1), tradeAt(2), PAUSE, CRASH, tradeAt(3), tradeAt(4)];

describe('a step that changes the state that it was given', () => {
  const pushed = trades
    .pipe(
      parse(trade),
      scan<Trade, Ids>({ key: 'symbol', zero }, (state, { id }) => {
        if (id === 2) return { ids: [id] };
        state.ids.push(id);
        return state;
      }),
    )
    .to(print());

  test.each([
    ['without a crash', calm],
    ['after one', struck],
  ])('fails, %s', async (_when, items) => {
    const { writes, rejected } = await drive(pushed, items);
    expect(written(writes.print)).toEqual([{ ids: [2] }]);
    expect(rejected.map(({ reason, text }) => [reason, JSON.parse(text).t])).toEqual([
      ['failed', 1],
      ['failed', 3],
      ['failed', 4],
    ]);
  });

  test('cannot reach the state of another key by way of a zero that both share', async () => {
    const shared: Ids = { ids: [] };
    const leaking = trades
      .pipe(
        parse(trade),
        scan<Trade, Ids>({ key: 'symbol', zero: () => shared }, (state, { id }) => {
          state.ids.push(id);
          return { ids: [...state.ids] };
        }),
      )
      .to(print());
    const { rejected } = await drive(leaking, [tradeAt(1), tradeAt(2, { s: 'ETHUSDT' })]);
    expect(rejected.map(({ reason }) => reason)).toEqual(['failed', 'failed']);
    expect(shared).toEqual({ ids: [] });
  });
});

test('what scan gives out cannot be used to change what it keeps', async () => {
  const spoiled = trades
    .pipe(
      parse(trade),
      scan<Trade, Ids>({ key: 'symbol', zero }, ({ ids }, { id }) => ({ ids: [...ids, id] })),
      map((state) => {
        if (state.ids.length === 2) state.ids.push(0);
        return state.ids.length;
      }),
    )
    .to(print());
  const { writes, rejected } = await drive(spoiled, calm);
  expect(written(writes.print)).toEqual([1, 3, 4]);
  expect(rejected).toMatchObject([{ reason: 'failed', text: JSON.stringify(tradeAt(2)) }]);
});

test('odd numbers are kept as they are', async () => {
  const odd = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, Number.NaN];
  const kept = trades
    .pipe(
      parse(trade),
      scan<Trade, { readonly numbers: readonly number[] }>({ key: 'symbol', zero: () => ({ numbers: odd }) }, (s) => s),
    )
    .to(print());
  const { writes } = await drive(kept, struck);
  const last = writes.print?.at(-1)?.value;
  expect(last).toStrictEqual({ numbers: odd });
});

describe('a state that holds a row', () => {
  type Second = Row<{ readonly units: number }>;
  interface Change {
    readonly last: Second | null;
    readonly now: Second | null;
  }
  const changes = pipeline('changes')
    .from(log('trades', { limit: 100 }))
    .pipe(
      parse(trade),
      tumble({ size: seconds(1), lateness: 0, key: 'symbol' }, { units: sum('quantity') }),
      scan<Second, Change>({ key: 'key', zero: () => ({ last: null, now: null }) }, ({ now }, row) => {
        return { last: now, now: row };
      }),
      map(({ last, now }) => ({ more: (now?.units ?? 0) + (last?.units ?? 0), at: last?.closes ?? null, last })),
    )
    .to(print());
  const rows: Item[] = [0, 1_000, 2_000, 3_000].flatMap((T) => [tradeAt(T, { q: '0.1' }), PAUSE]);

  test('holds its numbers, and prints the same, whether it was in memory or in a store', async () => {
    const inMemory = await drive(changes, rows);
    expect(written(inMemory.writes.print).map(({ more, at }) => [more, at])).toEqual([
      [0.1, null],
      [0.2, 1_000],
      [0.2, 2_000],
      [0.2, 3_000],
    ]);
    const stored = await drive(
      changes,
      rows.flatMap((item) => [item, CRASH]),
    );
    expect(written(stored.writes.print)).toEqual(written(inMemory.writes.print));
    expect(written(stored.writes.print).map((v) => JSON.stringify(v))).toEqual(
      written(inMemory.writes.print).map((v) => JSON.stringify(v)),
    );
  });
});
