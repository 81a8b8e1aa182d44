import { expect, test } from 'vitest';
import type { Json } from '../../src/core/json.ts';
import { operator } from '../../src/core/operator.ts';
import { pipeline } from '../../src/core/pipeline.ts';
import { State } from '../../src/core/state.ts';
import { seconds } from '../../src/core/time.ts';
import { inherit } from '../../src/runtime/inherit.ts';
import { Kept } from '../support/outside.ts';
import { at, type Event, Shards } from '../support/shards.ts';
import { world } from '../support/world.ts';

const merge = (a: Json, b: Json): Json => Math.max(Number(a), Number(b));
const op = operator<Event, Event>(
  { name: 'op', cells: [{ name: 'largest', inherit: merge }, { name: 'own' }] },
  () => (batch) => batch,
);
const one = pipeline('one').from(new Shards()).pipe(op).to();

const cell = (name: string, key: string, value: number | null) => ({ name, key, value: JSON.stringify(value) });

test('a child has the cells of its parents that an operator wants inherited, merged where both have one', () => {
  const state = new State();
  const left = [cell('largest', 'x', 1), cell('largest', 'y', 5), cell('own', 'x', 9)];
  const right = [
    cell('largest', 'x', 3),
    cell('largest', 'y', 4),
    cell('largest', 'z', 0),
    cell('counts', 'records', 7),
  ];
  inherit(one, [left, right], state);
  expect([...state.cells('largest')]).toEqual([
    ['x', 3],
    ['y', 5],
    ['z', 0],
  ]);
  expect([...state.cells('own')]).toEqual([]);
  expect(state.counts).toEqual({});
});

test('what a child inherits is its own from then on: its first commit writes it', () => {
  const state = new State();
  inherit(one, [[cell('largest', 'x', 1)]], state);
  expect(state.takeDirtyCells()).toEqual([cell('largest', 'x', 1)]);
});

test('a cell that holds null is merged as any other', () => {
  const state = new State();
  inherit(one, [[cell('largest', 'x', null)], [cell('largest', 'x', 2)]], state);
  expect(state.cells('largest').get('x')).toBe(2);
});

test('a child begins with what its parents end with, before its own first event', async () => {
  const { clock, start } = world();
  const cells = [{ name: 'seen', inherit: (seen: Json) => seen }];
  const once = operator<Event, Event>({ name: 'once', cells }, () => (batch) => {
    const seen = batch.state.cells<number>('seen');
    const fresh = batch.events.filter(({ key }) => seen.get(key) === undefined);
    for (const { key, time } of fresh) seen.set(key, time);
    return batch.with(fresh);
  });
  const shards = new Shards();
  const sink = new Kept<Event>('sink');
  const [a, b] = [shards.add('a', at('x', 1)), shards.add('b', at('y', 1))];
  shards.add('c', [...at('x', 2), ...at('y', 2), ...at('z', 2)], ['a', 'b']);
  for (const one of [a, b]) one.end([{ id: 'c', parents: ['a', 'b'] }]);
  start(pipeline('one').from(shards).pipe(once).to(sink));
  await clock.sleep(seconds(1));
  expect(sink.written.map(({ value }) => value.key).toSorted()).toEqual(['x', 'y', 'z']);
});
