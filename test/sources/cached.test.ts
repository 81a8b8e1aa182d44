import { expect, test } from 'vitest';
import { type CachedKey, cached, pipeline, sum, total } from '../../src/index.ts';
import { Kept } from '../support/outside.ts';
import { noAnswer, seenThrough } from '../support/seen-store.ts';
import { world } from '../support/world.ts';

test('keys of the store are read once, in their order, each time that the job is run', async () => {
  const { store, start } = world();
  for (const [key, value] of [
    ['symbol:ETHUSDT', '2'],
    ['symbol:BTCUSDT', '42'],
    ['price:BTC', '61837.63'],
  ] as const) {
    await store.keys.put(key, value);
  }
  const sink = new Kept<CachedKey>('sink');
  const job = pipeline('job')
    .from(cached('price:BTC', 'symbol:*', 'price:XYZ'))
    .to(sink);
  const running = start(job, { scheduled: 7 });
  expect(await running.ended).toBeUndefined();
  expect(sink.written.map(({ value: { key, value, time } }) => `${key} ${value} at ${time}`)).toEqual([
    'price:BTC 61837.63 at 7',
    'symbol:BTCUSDT 42 at 7',
    'symbol:ETHUSDT 2 at 7',
  ]);
  expect(running.lines).toContainEqual({
    level: 'warn',
    fields: { key: 'price:XYZ' },
    message: 'there is no such key',
  });
  await store.keys.increment('symbol:BTCUSDT', 1n);
  expect(await start(job).ended).toBeUndefined();
  expect(sink.written.slice(3).map(({ value }) => value.value)).toEqual(['61837.63', '43', '2']);
});

test('what it gives is folded as anything is', async () => {
  const { store, start } = world();
  for (const n of [1, 2, 3]) await store.keys.put(`symbol:${n}`, String(n));
  const sink = new Kept<{ readonly n: number }>('sink');
  const job = pipeline('job')
    .from(cached('symbol:*'))
    .pipe(total({ key: () => 'all' }, { n: sum(({ value }) => Number(value)) }))
    .to(sink);
  expect(await start(job).ended).toBeUndefined();
  expect(sink.written.map(({ value }) => value.n)).toEqual([6]);
});

test('a run that is opened again gives the same under the same names, whatever stands there by then', async () => {
  const { store, start } = world();
  await store.keys.put('n:1', '1');
  await store.keys.put('n:2', '"2"\0é');
  const sink = new Kept<CachedKey>('sink');
  const job = pipeline('job').from(cached('n:*', 'none')).to(sink);
  let commits = 0;
  const failing = seenThrough(store, (method, make) => {
    // The first commit is of what was chosen; the second, behind the writing outside, fails twice.
    if (method !== 'commit' || ++commits === 1 || commits > 3) return make();
    return store.keys.put('n:1', 'later').then(() => store.keys.put('n:0', 'new').then(noAnswer));
  });
  const time = Date.UTC(2024, 7, 8);
  const running = start(job, { store: failing, scheduled: time });
  expect(await running.ended).toBeUndefined();
  const once = [
    { key: 'n:1', value: '1', time },
    { key: 'n:2', value: '"2"\0é', time },
  ];
  expect(sink.written.map(({ value }) => value)).toEqual([...once, ...once, ...once]);
  expect(new Set(sink.ids).size).toBe(once.length);
  expect(running.lines.filter(({ level, message }) => level === 'warn' && /no such key/.test(message))).toHaveLength(1);
  expect(await start(job).ended).toBeUndefined();
  expect(sink.written.slice(6).map(({ value: { value } }) => value)).toEqual(['new', 'later', '"2"\0é']);
});

test('no key is no source', () => expect(() => cached()).toThrow(/cached\(\) was given no key/));
