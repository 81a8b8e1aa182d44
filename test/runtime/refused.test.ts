import { expect, test } from 'vitest';
import { seconds } from '../../src/core/time.ts';
import { pipeline } from '../../src/index.ts';
import { LIMITS } from '../../src/runtime/task-spec.ts';
import { Kept } from '../support/outside.ts';
import { at, Shards } from '../support/shards.ts';
import { world } from '../support/world.ts';

const scope = { pipeline: 'copy', version: 1 };
const moved = {
  code: 'MOVED',
  message: expect.stringMatching(/^The stored state of copy on partition a .*start again, and it goes on/),
};
const fenced = {
  code: 'FENCED',
  message: 'Another process has taken copy on partition a; this one wrote nothing and stops.',
};

/** A pipeline that has made two commits and waits for more; the store can be rolled back to when it had made fewer. */
async function waiting() {
  const here = world();
  const { clock, store, trace } = here;
  const shards = new Shards({ trace });
  const shard = shards.add('a');
  const copy = pipeline('copy').from(shards).to(new Kept('sink', trace));
  const before = store.snapshot();
  const running = here.start(copy);
  await clock.sleep(seconds(1));
  shard.append(...at('x', 1));
  await clock.sleep(seconds(1));
  const afterOne = store.snapshot();
  shard.append(...at('x', 2));
  await clock.sleep(seconds(1));
  trace.length = 0;
  return { ...here, shard, copy, running, before, afterOne };
}

const closed = ['close a', 'close sink'];

test('a store that was rolled back under a task takes none of its commits, and the task says so', async () => {
  const { store, shard, trace, running, afterOne } = await waiting();
  store.restore(afterOne);
  shard.append(...at('x', 3));
  expect(await running.ended).toMatchObject(moved);
  expect(trace.slice(0, 2)).toEqual(['write sink', 'moved a at 3']);
  expect(trace.slice(2).toSorted()).toEqual(closed);
});

test('so does one that no longer knows the partition', async () => {
  const { store, shard, running, before } = await waiting();
  store.restore(before);
  shard.append(...at('x', 3));
  expect(await running.ended).toMatchObject(moved);
});

test('a task whose partition another has opened is told by its next commit, and not by less', async () => {
  const { clock, store, shard, trace, running } = await waiting();
  await store.open(scope, 'a', 'another');
  await clock.sleep(seconds(1));
  expect(trace).toEqual([]);
  shard.append(...at('x', 3));
  expect(await running.ended).toMatchObject(fenced);
  expect(trace.slice(0, 2)).toEqual(['write sink', 'fenced a at 3']);
  expect(trace.slice(2).toSorted()).toEqual(closed);
});

test('a task that sits idle looks now and then whether the store still holds what it last wrote', async () => {
  const { clock, store, trace, running, afterOne } = await waiting();
  await clock.sleep(LIMITS.verifyEvery * 3);
  expect(trace, 'all is well').toEqual([]);
  const since = clock.now();
  store.restore(afterOne);
  expect(await running.ended).toMatchObject(moved);
  expect(clock.now() - since).toBeLessThanOrEqual(LIMITS.verifyEvery);
  expect(trace.toSorted()).toEqual(closed);
});

test('an idle task notices that another has opened its partition', async () => {
  const { clock, store, running } = await waiting();
  const since = clock.now();
  await store.open(scope, 'a', 'another');
  expect(await running.ended).toMatchObject(fenced);
  expect(clock.now() - since).toBeLessThanOrEqual(LIMITS.verifyEvery);
});

test('started again it goes on from what the store holds', async () => {
  const { clock, store, shard, copy, trace, running, afterOne, start } = await waiting();
  store.restore(afterOne);
  shard.append(...at('x', 3));
  await running.ended;
  trace.length = 0;
  start(copy);
  await clock.sleep(seconds(1));
  expect(trace).toEqual(['open a from 1', 'open sink', 'write sink', 'committed a at 3']);
});
