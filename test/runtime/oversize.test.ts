/** What a sink can never take becomes a dead letter, in the commit that it would have been part of. */
import { expect, test } from 'vitest';
import { count } from '../../src/aggregates/count.ts';
import { pipeline } from '../../src/core/pipeline.ts';
import type { Output, Refused, Sink } from '../../src/core/sink.ts';
import { map } from '../../src/operators/map.ts';
import { total } from '../../src/operators/total.ts';
import { reckoning } from '../../src/views/reckoning.ts';
import { noAnswer, seenThrough } from '../support/seen-store.ts';
import { at, Shards } from '../support/shards.ts';
import { world } from '../support/world.ts';

/** Takes nothing later than `most`. */
function narrow(most: number, reason: Refused['reason'] = 'oversize') {
  const written: number[] = [];
  const write = async (output: readonly Output<{ readonly time: number }>[]) => {
    const times = output.map(({ value }) => value.time);
    written.push(...times.filter((time) => time <= most));
    return times.flatMap((time, index) => (time > most ? [{ index, reason, detail: `${time} is too late` }] : []));
  };
  const sink: Sink<{ readonly time: number }> = {
    kind: 'sink',
    name: 'narrow',
    open: async () => ({ write, close: async () => {} }),
  };
  return { sink, written };
}

function narrowed(sink: Sink<{ readonly time: number }>) {
  const shards = new Shards({ bounded: true });
  shards.add('a', at('key', 1, 20, 3, 40));
  return pipeline('narrowed')
    .from(shards)
    .pipe(map((event) => event))
    .to(sink);
}

test('a refused output is set aside with the bytes, the position and the reason, and the others are written', async () => {
  const { start, store } = world();
  const { sink, written } = narrow(10);
  const running = start(narrowed(sink));
  expect(await running.ended).toBeUndefined();
  expect(written).toEqual([1, 3]);
  expect(running.progress.at(-1)?.rejected, 'the first one is told').toMatchObject([
    { id: 'narrowed/a/2/0/narrow', operator: 'narrow', reason: 'oversize', detail: '20 is too late' },
  ]);
  const letters = await store.deadLetters('narrowed', { limit: 10 });
  expect(
    letters.map(({ reason, operator, position, detail, data }) => [
      reason,
      operator,
      position,
      detail,
      String(Buffer.from(data)),
    ]),
  ).toEqual([
    ['oversize', 'narrow', '2', '20 is too late', '{"time":20,"key":"key"}'],
    ['oversize', 'narrow', '4', '40 is too late', '{"time":40,"key":"key"}'],
  ]);
  expect(await store.counts({ pipeline: 'narrowed', version: 1 })).toMatchObject({
    records: 4,
    'rejected.oversize': 2,
  });
});

test('a crash behind the write, in front of the commit or behind it, leaves each letter once', async () => {
  for (const before of [true, false]) {
    const { start, store, clock } = world();
    const { sink, written } = narrow(10);
    let failing = 1;
    const seen = seenThrough(store, async (method, make) => {
      if (method !== 'commit' || failing-- <= 0) return make();
      if (!before) await make();
      return noAnswer();
    });
    expect(await start(narrowed(sink), { store: seen, clock }).ended).toBeUndefined();
    expect(new Set(written)).toEqual(new Set([1, 3]));
    expect(written.length).toBe(before ? 4 : 2);
    expect(await store.deadLetters('narrowed', { limit: 10 })).toHaveLength(2);
    expect(await store.counts({ pipeline: 'narrowed', version: 1 })).toMatchObject({ 'rejected.oversize': 2 });
  }
});

test('what was set aside is what was read, however large it was made, and counts as what it failed of', async () => {
  const { start, store } = world();
  const { sink } = narrow(10, 'failed');
  const shards = new Shards({ bounded: true });
  shards.add('a', at('key', 1, 20));
  const inflated = pipeline('inflated')
    .from(shards)
    .pipe(map((event) => ({ ...event, pad: 'x'.repeat(1_000) })))
    .to(sink);
  expect(await start(inflated).ended).toBeUndefined();
  const [letter] = await store.deadLetters('inflated', { limit: 10 });
  expect({ ...letter, data: String(Buffer.from(letter?.data ?? [])) }).toMatchObject({
    reason: 'failed',
    operator: 'narrow',
    data: '{"time":20,"key":"key"}',
  });
  expect(await store.counts({ pipeline: 'inflated', version: 1 })).toMatchObject({ 'rejected.failed': 1 });
});

test('a row that a sink refuses is a letter of its own: its events were folded, so received = folded + rejected', async () => {
  const { start, store } = world();
  const refusing: Sink<object> = {
    kind: 'sink',
    name: 'refusing',
    open: async () => ({
      write: async (output) => output.map((_, index) => ({ index, reason: 'oversize', detail: 'it has too much' })),
      close: async () => {},
    }),
  };
  const shards = new Shards({ bounded: true });
  shards.add('a', at('key', 1, 20, 3, 40));
  const totals = pipeline('totals')
    .from(shards)
    .pipe(total({ key: 'key' }, { n: count() }))
    .to(refusing);
  expect(await start(totals).ended).toBeUndefined();
  const letters = await store.deadLetters('totals', { limit: 10 });
  expect(letters.map(({ data }) => JSON.parse(String(Buffer.from(data))))).toMatchObject([{ key: 'key', n: 4 }]);
  expect(reckoning(await store.counts({ pipeline: 'totals', version: 1 }))).toMatchObject({
    received: 4,
    folded: 4,
    rejected: [],
    holds: true,
  });
});
