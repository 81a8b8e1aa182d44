import { expect, test } from 'vitest';
import type { Rejected } from '../../src/core/batch.ts';
import { pipeline, view } from '../../src/index.ts';
import { Group } from '../../src/runtime/group.ts';
import { batchOf, recordOf } from '../support/batches.ts';
import { Shards } from '../support/shards.ts';

const from = pipeline('one').from(new Shards());
const grouped = (one: Parameters<Group['add']>[0], of = from.to()) => {
  const group = new Group(of, 'p');
  group.add(one);
  return group;
};
const ids = ({ outputs }: Group) => outputs.map(({ id, value }) => `${id} ${value}`);
const late = (record: number, operator = 'tumble'): Rejected => ({ record, operator, reason: 'late', detail: 'why' });

test('an output is named by the position of its record, and by its number among those of that record', () => {
  const batch = batchOf(['a', 'b', 'c']).with(['a', 'c1', 'c2'], { origin: [0, 2, 2] });
  expect(ids(grouped(batch))).toEqual(['one/p/0/0 a', 'one/p/2/0 c1', 'one/p/2/1 c2']);
});

test('a row is named by its view, or by its pipeline where no view keeps it', () => {
  const rows = batchOf([], 'flush').with(['x', 'y'], { names: (i) => `${'xy'[i]}/60` });
  expect(ids(grouped(rows, from.to(view('kept') as never)))).toEqual(['kept/x/60/0 x', 'kept/y/60/0 y']);
  expect(ids(grouped(rows))).toEqual(['one/x/60/0 x', 'one/y/60/0 y']);
});

test('a dead letter is named by position, operator and number, and has the bytes of its record', () => {
  const batch = batchOf([recordOf('a'), recordOf('b')]);
  const rejected = [late(0), late(1), late(1), late(1, 'map')];
  const { dead } = grouped(batch.with([], { rejected }));
  expect(dead.map(({ id }) => id)).toEqual(['p/0/tumble/0', 'p/1/tumble/0', 'p/1/tumble/1', 'p/1/map/0']);
  expect(dead[1]).toMatchObject({ position: '1', operator: 'tumble', reason: 'late', detail: 'why' });
  expect(dead.map(({ data }) => new TextDecoder().decode(data))).toEqual(['a', 'b', 'b', 'b']);
  expect(batch.state.counts).toEqual({ 'rejected.late': 4 });
});

test('dead letters are in log order, whichever operator comes first', () => {
  const rejected = [late(1), late(0, 'map'), late(1, 'map')];
  const { dead } = grouped(batchOf([recordOf('a'), recordOf('b')]).with([], { rejected }));
  expect(dead.map(({ id }) => id)).toEqual(['p/0/map/0', 'p/1/tumble/0', 'p/1/map/0']);
});

test('of an item that is no record a dead letter has the JSON', () => {
  const { dead } = grouped(batchOf([{ n: 1 }, undefined]).with([], { rejected: [late(0), late(1)] }));
  expect(dead.map(({ data }) => new TextDecoder().decode(data))).toEqual(['{"n":1}', 'null']);
});

test('reads and records are those that were read, not the questions of a commit', () => {
  const group = new Group(from.to(), 'p');
  for (const batch of [batchOf([1, 2]), batchOf([]), batchOf([], 'flush'), batchOf([], 'end')]) group.add(batch);
  expect(group).toMatchObject({ reads: 2, records: 2 });
});

test('an output has passed unless all destinations refused it', () => {
  const group = grouped(batchOf(['a', 'b', 'c']).with(['a', 'b', 'c'], {}));
  for (const [sink, index] of [
    ['one', 0],
    ['other', 0],
    ['one', 2],
  ] as const) {
    group.refuse(sink, { index, reason: 'failed', detail: 'why' });
  }
  expect(group.dead).toHaveLength(3);
  expect(group.passed(2)).toBe(2);
  expect(group.passed(1)).toBe(1);
});
