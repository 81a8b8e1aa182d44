import { expect, test } from 'vitest';
import { operator } from '../../src/core/operator.ts';
import { log, parse, pipeline, print, type Trade, trade } from '../../src/index.ts';
import { drive, PAUSE } from '../../src/testing.ts';
import { NOON, tradeAt } from '../support/market.ts';
import { at, Shards } from '../support/shards.ts';

const trades = (...ids: readonly number[]) => ids.map((id) => tradeAt(NOON + id));
const parsed = pipeline('parsed').from(log('crypto')).pipe(parse(trade));

test('an item of a log is its text, its bytes, or an object that becomes JSON', async () => {
  const payload = tradeAt(NOON);
  const text = JSON.stringify(payload);
  const items = [text, new TextEncoder().encode(text), payload];
  const { writes, rejected } = await drive(parsed.to(print()), [...items, 'torn', Uint8Array.of(0xff)]);
  expect(writes.print?.map(({ id, value }) => [id, value.id])).toEqual(
    [1, 2, 3].map((n) => [`parsed/items/${String(n).padStart(10, '0')}/0`, NOON]),
  );
  expect(rejected.map(({ reason, text }) => [reason, text])).toEqual([
    ['unparsable', 'torn'],
    ['unparsable', '\ufffd'],
  ]);
});

test('an item of another source is what that source yields', async () => {
  const one = pipeline('one').from(new Shards()).to(print());
  const items = [...at('x', 1, 2), ...at('y', 3)];
  expect((await drive(one, items)).writes.print?.map(({ value }) => value)).toEqual(items);
});

test.each([
  [{}, [1, 1, 1, 1, 1]],
  [{ batch: 2 }, [2, 1, 2]],
  [{ batch: 9 }, [3, 2]],
])('a read takes as many items as it may, up to the next sign: %o', async (options, sizes) => {
  const read: number[] = [];
  const reading = operator<Trade, Trade>({ name: 'reading' }, () => (batch) => {
    if (batch.events.length > 0) read.push(batch.events.length);
    return batch;
  });
  await drive(parsed.pipe(reading).to(print()), [...trades(1, 2, 3), PAUSE, ...trades(4, 5)], options);
  expect(read).toEqual(sizes);
});
