import { firstValueFrom } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { WorldError } from '../../src/core/errors.ts';
import { never } from '../../src/core/never.ts';
import { foldOf } from '../../src/core/pipeline.ts';
import type { Reader, RunContext, Source } from '../../src/core/source.ts';
import {
  cache,
  count,
  type MarketClient,
  minutes,
  pipeline,
  poll,
  seconds,
  total,
  tumble,
  view,
} from '../../src/index.ts';
import { viewRows } from '../../src/runtime/view.ts';
import { answering, refusal } from '../support/answering.ts';
import { testClock } from '../support/clock.ts';
import { testContext } from '../support/context.ts';
import { turn } from '../support/manual-clock.ts';
import { Kept } from '../support/outside.ts';
import { world } from '../support/world.ts';

const MINUTE = 60_000;
const prices = (n: number) => [
  { symbol: 'BTCUSDT', price: `${n}.0` },
  { symbol: 'ETHUSDT', price: `${n}.5` },
];
/** An exchange whose prices rise by one each time that they are asked for. */
const rising = () => answering((_asked, nth) => ({ body: prices(nth) }));
const all = (client: MarketClient) => client.tickerPrice();

async function readerOf<T>(source: Source<T>, context: RunContext, from?: string): Promise<Reader<T>> {
  const [partition] = await firstValueFrom(source.partitions(context, []));
  if (!partition) throw new Error('poll has no partition');
  return partition.open(from);
}

describe('poll, asked once', () => {
  test('is a job over what the exchange answers', async () => {
    const { url } = await rising();
    const { start } = world();
    const sink = new Kept<{ readonly symbol: string; readonly price: string }>('sink');
    const job = pipeline('job')
      .from(poll('prices', all, { url }))
      .to(sink);
    expect(await start(job).ended).toBeUndefined();
    expect(sink.written.map(({ value }) => value)).toEqual(prices(0));
    expect(await start(job).ended).toBeUndefined();
    expect(sink.written.slice(2).map(({ value }) => value)).toEqual(prices(1));
    expect(new Set(sink.ids).size).toBe(4);
  });

  test('gives one answer as one event, and it is folded as anything is', async () => {
    const { url } = await answering(() => ({ body: { symbol: 'BTCUSDT', price: '7.0' } }));
    const sink = new Kept<{ readonly n: number }>('sink');
    const job = pipeline('job')
      .from(poll('price', (client) => client.tickerPrice('BTCUSDT'), { url }))
      .pipe(total({ key: 'symbol' }, { n: count() }))
      .to(sink);
    expect(await world().start(job).ended).toBeUndefined();
    expect(sink.written.map(({ value }) => value.n)).toEqual([1]);
  });

  test('fills a cache for other programs', async () => {
    const { url } = await rising();
    const { start, store } = world();
    const job = pipeline('prices')
      .from(poll('prices', all, { url }))
      .to(cache('price:{symbol}', 'price'));
    expect(await start(job).ended).toBeUndefined();
    expect(await store.keys.matching('price:*')).toMatchObject([
      { key: 'price:BTCUSDT', value: '0.0' },
      { key: 'price:ETHUSDT', value: '0.5' },
    ]);
  });

  test('is a failing world where the exchange is one, and asked again', async () => {
    let failing = true;
    const { url } = await answering(() => (failing ? refusal(503, -1000, 'Down.') : { body: prices(0) }));
    const context = testContext();
    const reader = await readerOf(poll('prices', all, { url }), context);
    await expect(reader.next(never)).rejects.toThrow(WorldError);
    failing = false;
    expect((await reader.next(never)).items).toEqual(prices(0));
  });
});

describe('poll, asked every minute', () => {
  const START = Date.UTC(2024, 7, 8, 12);
  const source = (url: string) =>
    poll('prices', async (client, at) => (await all(client)).map((one) => ({ ...one, time: at })), {
      url,
      every: minutes(1),
      timeOf: ({ time }) => time,
    });

  test('asks at once, and then at each full minute', async () => {
    const { url } = await rising();
    const clock = testClock(START + 20_000);
    const reader = await readerOf(source(url), testContext({ clock }));
    const reads = [await reader.next(never), await reader.next(never), await reader.next(never)];
    expect(reads.map(({ items: [first] }) => [first?.price, first?.time])).toEqual([
      ['0.0', START],
      ['1.0', START + MINUTE],
      ['2.0', START + 2 * MINUTE],
    ]);
    expect(clock.now()).toBe(START + 2 * MINUTE);
  });

  test('goes on behind what was committed, and does not make up for what it has missed', async () => {
    const { url, asked } = await rising();
    const clock = testClock(START + 20_000);
    const context = testContext({ clock });
    const first = await (await readerOf(source(url), context)).next(never);
    const again = await readerOf(source(url), context, first.position);
    expect((await again.next(never)).items[0]?.time).toBe(START + MINUTE);
    await clock.sleep(10 * MINUTE);
    const later = await readerOf(source(url), context, first.position);
    expect((await later.next(never)).items[0]?.time).toBe(START + 11 * MINUTE);
    expect(asked).toHaveLength(3);
  });

  test('asks nothing before it is read, and stops when it is told to', async () => {
    const { url, asked } = await rising();
    const reader = await readerOf(source(url), testContext({ clock: testClock(START) }));
    const stop = new AbortController();
    stop.abort(new Error('enough'));
    await expect(reader.next(stop.signal)).rejects.toThrow('enough');
    expect(asked).toEqual([]);
  });

  test('is not kept waiting by an exchange that does not answer', async () => {
    const stop = new AbortController();
    const { url } = await answering(() => ({ by: () => stop.abort(new Error('enough')) }));
    const reader = await readerOf(source(url), testContext({ clock: testClock(START) }));
    await expect(reader.next(stop.signal)).rejects.toThrow('enough');
    await reader.close();
  });

  test('feeds windows that close', async () => {
    const { url } = await rising();
    const { start, store } = world();
    const sampled = pipeline('sampled')
      .from(source(url))
      .pipe(tumble({ size: minutes(2), lateness: seconds(0), key: 'symbol' }, { n: count() }))
      .to(view('sampled'));
    const running = start(sampled);
    const scope = { pipeline: 'sampled', version: 1 };
    const closed = async () => {
      const rows = await Array.fromAsync(viewRows(store, scope, foldOf(sampled)));
      return rows.filter(({ final }) => final);
    };
    while ((await closed()).length < 4) await turn();
    expect(await running.stop()).toBeUndefined();
    expect(new Set((await closed()).map(({ key }) => key))).toEqual(new Set(['BTCUSDT', 'ETHUSDT']));
  }, 10_000);
});

test.each([
  [() => poll('', all), /poll\(\) was given no name or no question/],
  [() => poll('x', undefined as never), /poll\(\) was given no name or no question/],
  [() => poll('x', all, { every: 0 }), 'poll(x) was given every: 0. Wanted: a span such as minutes(1).'],
  [() => poll('x', all, { every: Number.NaN }), 'poll(x) was given every: NaN.'],
])('what cannot be asked is refused: %#', (make, message) => expect(make).toThrow(message));
