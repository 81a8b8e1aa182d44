import { expect, test } from 'vitest';
import {
  count,
  log,
  map,
  minutes,
  missing,
  parse,
  pipeline,
  print,
  seconds,
  slack,
  sum,
  type Trade,
  total,
  trade,
  tumble,
  usd,
  view,
} from '../src/index.ts';
import { drive, type Item, PAUSE } from '../src/testing.ts';
import { bars, undrawable } from './support/chart.ts';
import { NOON, tradeAt } from './support/market.ts';
import { Told } from './support/outside.ts';

const trades = (...seconds: readonly number[]) => seconds.map((second) => tradeAt(NOON + 1_000 * second));
const parsed = pipeline('parsed').from(log('crypto')).pipe(parse(trade));
const perMinute = parsed
  .pipe(tumble({ size: minutes(1), lateness: seconds(5), key: 'symbol' }, { n: count(), units: sum('quantity') }))
  .to(view('per-minute'));
const summed = pipeline('summed')
  .from(log('crypto', { end: true }))
  .pipe(parse(trade), total({ key: 'symbol' }, { n: count(), units: sum('quantity') }));

test('an endless source is stopped behind its last item, its open windows still provisional', async () => {
  const { rows, counts } = await drive(perMinute, trades(1, 59, 65, 70));
  expect(rows).toMatchObject([
    { key: 'BTCUSDT', start: NOON, final: true, n: 2, units: 2 },
    { key: 'BTCUSDT', start: NOON + 60_000, final: false, n: 2, units: 2 },
  ]);
  expect(counts).toEqual({ records: 4, folded: 4 });
});

test('a bounded source is over behind its last item, and closes all', async () => {
  const { rows, writes } = await drive(summed.to(print(), view('summed')), trades(1, 59, 65));
  expect(rows).toMatchObject([{ key: 'BTCUSDT', final: true, n: 3 }]);
  expect(writes.print).toMatchObject([{ id: 'summed/BTCUSDT/0/0', value: { n: 3 } }]);
});

test('no items at all is a result, too', async () => {
  for (const one of [perMinute, summed.to(print())]) {
    expect(await drive(one, [])).toMatchObject({ rows: [], rejected: [], counts: {} });
  }
});

test('results do not depend on how many items come in one read, nor on pauses', async () => {
  const times = Array.from({ length: 50 }, (_, i) => (i * 37) % 400);
  const once = await drive(perMinute, trades(...times));
  expect(once.rejected.length).toBeGreaterThan(0);
  for (const batch of [2, 7, 50, 1_000, Number.POSITIVE_INFINITY]) {
    expect(await drive(perMinute, trades(...times), { batch })).toEqual(once);
  }
  expect(
    await drive(
      perMinute,
      trades(...times).flatMap((item): Item[] => [item, PAUSE]),
    ),
  ).toEqual(once);
});

test.each([0, -1, 0.5, Number.NaN])('a batch of %d is CONFIG', async (batch) => {
  await expect(drive(perMinute, trades(1), { batch })).rejects.toMatchObject({
    code: 'CONFIG',
    message: `batch is ${batch}, wanted 1 or more`,
  });
});

test('what cannot be right is refused, as a run refuses it', async () => {
  await expect(drive(pipeline('Bad Name').from(log('a')).to(print()), [])).rejects.toMatchObject({ code: 'CONFIG' });
});

test('what people would see is kept as texts: what print prints, one for each commit', async () => {
  const told = parsed.to(
    print((events) => `${events.length} trades`),
    { ...print('table'), name: 'table' },
  );
  const { texts, writes } = await drive(told, [...trades(1, 2), PAUSE, ...trades(3)]);
  expect(texts.print).toEqual(['2 trades', '1 trades']);
  expect(texts.table?.[1]?.split('\n')[0]).toMatch(/^symbol +base +quote/);
  expect(writes.table).toEqual(writes.print);
  const lines = pipeline('lines').from(log('crypto')).to(print());
  expect((await drive(lines, ['{"a": 1}', 'torn'])).texts.print).toEqual(['{"a": 1}\ntorn']);
});

test('messages are kept as they would be delivered, one list for each destination', async () => {
  const [slack, mail] = [new Told('slack'), new Told('mail')];
  const told = parsed.pipe(map(({ symbol }) => ({ key: symbol }))).to(slack, mail);
  const { messages } = await drive(told, [...trades(1, 2), PAUSE, ...trades(3)]);
  const each = ['BTCUSDT', 'BTCUSDT', 'BTCUSDT'];
  expect(messages).toEqual({ slack: each, mail: each });
  expect(slack.heard, 'nobody is told by a test').toEqual([]);
});

test('messages are shown as people would see them: texts, the titles of charts, and these drawn', async () => {
  const say = (events: readonly Trade[]) => [
    `${events.length} trades`,
    bars('Sizes', ...events.map((e) => e.quantity)),
  ];
  const { messages, pictures } = await drive(parsed.to(slack('#bots', say)), [...trades(1, 2), PAUSE, ...trades(3)]);
  expect(messages).toEqual({ 'slack #bots': ['2 trades', 'Sizes', '1 trades', 'Sizes'] });
  expect(pictures['slack #bots']).toMatchObject([{ name: 'sizes.png' }, { name: 'sizes.png' }]);
  await expect(drive(parsed.to(slack('#bots', () => undrawable)), trades(1))).rejects.toThrow('cannot be drawn');
});

test('a job is given the prices of its run', async () => {
  const valued = pipeline('valued')
    .from(log('crypto', { limit: 9 }))
    .pipe(parse(trade), usd({ at: 'run' }), total({ key: 'symbol' }, { value: sum('usd'), unpriced: missing('usd') }))
    .to(print());
  const items = [tradeAt(NOON, { s: 'ETHBTC', p: '0.05' }), tradeAt(NOON, { s: 'ETHEUR', p: '2000' })];
  const { rows } = await drive(valued, items, { prices: { BTC: 60_000 } });
  expect(rows).toMatchObject([
    { key: 'ETHBTC', value: 3_000, unpriced: 0 },
    { key: 'ETHEUR', value: 0, unpriced: 1 },
  ]);
});

test('a bug comes out of it', async () => {
  const show = () => {
    throw new TypeError('a bug');
  };
  const buggy = parsed.to(print(show));
  await expect(drive(buggy, trades(1))).rejects.toThrow('a bug');
});
