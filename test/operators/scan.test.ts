import { describe, expect, test } from 'vitest';
import { pipeline } from '../../src/core/pipeline.ts';
import { seconds } from '../../src/core/time.ts';
import { log } from '../../src/logs/log.ts';
import { type Trade, trade } from '../../src/market/trade.ts';
import { parse } from '../../src/operators/parse.ts';
import { scan } from '../../src/operators/scan.ts';
import { print } from '../../src/sinks/print.ts';
import { CRASH, drive, type Item, PAUSE } from '../../src/testing.ts';
import { BATCHES } from '../support/cuts.ts';
import { tradeAt } from '../support/market.ts';
import { Kept } from '../support/outside.ts';
import { at, type Event, Shards } from '../support/shards.ts';
import { world } from '../support/world.ts';
import { written } from '../support/written.ts';

interface Ids {
  readonly ids: readonly number[];
}
const remember = ({ ids }: Ids, { id }: Trade): Ids => {
  if (id === 13) throw new Error('13 is bad luck');
  return { ids: [...ids, id] };
};
const remembered = pipeline('remembered')
  .from(log('trades'))
  .pipe(parse(trade), scan<Trade, Ids>({ key: 'symbol', zero: () => ({ ids: [] }) }, remember))
  .to(print());

const btc = (t: number) => tradeAt(t);
const eth = (t: number) => tradeAt(t, { s: 'ETHUSDT' });

async function states(items: readonly Item[], batch = 1) {
  const { writes, rejected, counts } = await drive(remembered, items, { batch });
  return { states: written(writes.print), rejected, counts };
}

test('over a split both children go on with its states; over a merge, with those that are alike', async () => {
  const { clock, start } = world();
  const shards = new Shards();
  const a = shards.add('a', at('x', 1, 2));
  const sink = new Kept<number>('sink');
  const counted = scan<Event, number>({ key: 'key', zero: () => 0 }, (n) => n + 1);
  const { ended } = start(pipeline('counted').from(shards).pipe(counted).to(sink));
  a.end(['b', 'c'].map((id) => ({ id, parents: ['a'] })));
  const [b, c] = [shards.add('b', at('x', 3), ['a']), shards.add('c', [], ['a'])];
  await clock.sleep(seconds(1));
  expect(sink.written.map(({ value }) => value)).toEqual([1, 2, 3]);
  const merged = [{ id: 'd', parents: ['b', 'c'] }];
  b.end(merged);
  c.end(merged);
  shards.add('d', at('x', 4), ['b', 'c']);
  expect(await ended).toMatchObject({
    code: 'CONFIG',
    message: expect.stringContaining('different states of one key'),
  });
});

describe('scan', () => {
  test('gives the state after each event, which starts at zero for each key', async () => {
    const told = await states([btc(1), eth(2), btc(3), eth(4)]);
    expect(told.states).toEqual([{ ids: [1] }, { ids: [2] }, { ids: [1, 3] }, { ids: [2, 4] }]);
  });

  test.each(BATCHES)('goes on after a crash with the state of the last commit, in reads of %d', async (batch) => {
    const items: Item[] = [btc(1), eth(2), PAUSE, CRASH, btc(3), CRASH, eth(4), btc(5), PAUSE, CRASH, eth(6)];
    const told = await states(items, batch);
    const calm = await states(items.filter((item) => typeof item !== 'symbol'));
    expect(told.states).toEqual(calm.states);
    expect(told.counts).toEqual({ records: 6 });
  });

  test('takes its key from a field or from a function', async () => {
    const first = scan<Trade, number>({ key: ({ symbol }) => symbol.slice(0, 1), zero: () => 0 }, (n) => n + 1);
    const numbered = pipeline('numbered').from(log('trades')).pipe(parse(trade), first).to(print());
    const { writes } = await drive(numbered, [btc(1), eth(2), tradeAt(3, { s: 'BNBUSDT' })]);
    expect(written(writes.print)).toEqual([1, 1, 2]);
  });

  test('sets aside an event whose key is no text', async () => {
    const key = ({ id, symbol }: Trade) => (id === 2 ? (undefined as unknown as string) : symbol);
    const counted = pipeline('counted')
      .from(log('trades'))
      .pipe(
        parse(trade),
        scan({ key, zero: () => 0 }, (n) => n + 1),
      )
      .to(print());
    const { writes, rejected } = await drive(counted, [btc(1), btc(2), btc(3)]);
    expect(written(writes.print)).toEqual([1, 2]);
    expect(rejected).toMatchObject([{ reason: 'failed', detail: 'its key is undefined, wanted text' }]);
  });

  test('keeps two states of one pipeline apart by their names, and refuses two of one name', async () => {
    const two = (ofTrades: string, ofCounts: string) =>
      pipeline('two')
        .from(log('trades'))
        .pipe(
          parse(trade),
          scan({ key: 'symbol', zero: () => 0, name: ofTrades }, (n) => n + 1),
          scan({ key: () => 'BTCUSDT', zero: () => 0, name: ofCounts }, (sum, n) => sum + n),
        )
        .to(print());
    const { writes } = await drive(two('first', 'second'), [btc(1), btc(2), PAUSE, CRASH, eth(3), btc(4)]);
    expect(written(writes.print)).toEqual([1, 3, 4, 7]);
    await expect(drive(two('first', 'first'), [])).rejects.toThrow('Two operators keep cells named "first"');
  });
});

describe('an event on which a step throws', () => {
  test('is set aside, and the state is as if it had never come, after a crash too', async () => {
    const signs: Item[] = [PAUSE, CRASH];
    for (const between of [[], signs]) {
      const told = await states([btc(1), btc(13), ...between, btc(2)]);
      expect(told.states).toEqual([{ ids: [1] }, { ids: [1, 2] }]);
      expect(told.rejected).toMatchObject([
        { reason: 'failed', detail: '13 is bad luck', text: JSON.stringify(btc(13)) },
      ]);
    }
  });

  test('begins no state where its key had none', async () => {
    expect((await states([btc(13), btc(1)])).states).toEqual([{ ids: [1] }]);
  });
});
