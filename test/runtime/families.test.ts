import { of } from 'rxjs';
import { expect, test } from 'vitest';
import { minutes, seconds } from '../../src/core/time.ts';
import { pipeline } from '../../src/index.ts';
import { Kept } from '../support/outside.ts';
import { seenThrough } from '../support/seen-store.ts';
import { at, Shards } from '../support/shards.ts';
import { world } from '../support/world.ts';
import { copying } from './copying.ts';

/** Two partitions that are merged into a third. */
const MERGED = [{ id: 'c', parents: ['a', 'b'] }];

test('a child waits until all its parents have been read to their end', async () => {
  const { shards, sink, copy, clock, trace, start, opened } = copying();
  const [a, b] = [shards.add('a', at('x', 1)), shards.add('b', at('y', 1))];
  shards.add('c', at('z', 9), ['a', 'b']);
  start(copy);
  await clock.sleep(minutes(1));
  a.end(MERGED);
  await clock.sleep(minutes(1));
  expect(opened()).toEqual(['open a', 'open b']);
  b.append(...at('y', 2));
  b.end(MERGED);
  await clock.sleep(seconds(1));
  expect(opened()).toEqual(['open a', 'open b', 'open c']);
  expect(trace.indexOf('open c')).toBeGreaterThan(trace.indexOf('committed b at 2'));
  expect(sink.ids.at(-1)).toBe('copy/c/1/0');
});

test('the commit that ends a partition enrols its children, before they are listed', async () => {
  const { shards, copy, clock, store, start, opened, scope } = copying();
  const a = shards.add('a', at('x', 7));
  start(copy);
  await clock.sleep(seconds(1));
  a.end([
    { id: 'b', parents: ['a'] },
    { id: 'c', parents: ['a'] },
  ]);
  await clock.sleep(seconds(1));
  expect(await store.roster(scope)).toMatchObject([
    { partition: 'a', ended: true },
    { partition: 'b', parents: ['a'], watermark: 7, ended: false },
    { partition: 'c', parents: ['a'], watermark: 7, ended: false },
  ]);
  shards.add('b', [], ['a']);
  await clock.sleep(seconds(1));
  expect(opened()).toEqual(['open a', 'open b']);
});

test('a partition that has ended is not opened again, by this run or the next one; its children are', async () => {
  const { shards, copy, clock, store, start, opened } = copying();
  const a = shards.add('a', at('x', 1));
  a.end([{ id: 'b', parents: ['a'] }]);
  const first = start(copy);
  await clock.sleep(seconds(1));
  shards.add('b', at('x', 2), ['a']);
  await clock.sleep(seconds(1));
  await first.stop();
  expect(opened()).toEqual(['open a', 'open b']);
  let opens = 0;
  const seen = seenThrough(store, (method, make) => {
    if (method === 'open') opens++;
    return make();
  });
  const { progress } = start(copy, { store: seen });
  await clock.sleep(seconds(1));
  expect(opened()).toEqual(['open a', 'open b', 'open b from 1']);
  expect(opens, 'nor is it taken from whoever might have it').toBe(1);
  expect(progress).toEqual([]);
});

test('a parent that nobody knows was over before we came', async () => {
  const { shards, copy, clock, trace, store, start, scope } = copying();
  shards.add('b', at('x', 1), ['a']);
  start(copy);
  await clock.sleep(seconds(1));
  expect(trace).toEqual(['open b', 'committed b at 1']);
  expect(await store.roster(scope)).toMatchObject([{ partition: 'b', parents: [] }]);
});

test('a stop while a child waits ends the run, and the child is never opened', async () => {
  const { shards, copy, clock, start, opened } = copying();
  shards.add('a', at('x', 1));
  shards.add('b', at('x', 2), ['a']);
  const { stop } = start(copy);
  await clock.sleep(seconds(1));
  expect(await stop()).toBeUndefined();
  expect(opened()).toEqual(['open a']);
});

test('a log whose list is complete and whose partitions have all ended is over', async () => {
  const { shards, copy, start, opened } = copying();
  const [a, b] = [shards.add('a', at('x', 1)), shards.add('b', at('x', 2), ['a'])];
  shards.partitions = () => of([a, b]);
  a.end([{ id: 'b', parents: ['a'] }]);
  b.end();
  expect(await start(copy).ended).toBeUndefined();
  expect(opened()).toEqual(['open a', 'open b']);
});

test('a child whose parent was not read to its end and is no longer listed is refused: it would wait for ever', async () => {
  const { shards, copy, clock, start, opened } = copying();
  shards.add('a', at('x', 1));
  const first = start(copy);
  await clock.sleep(seconds(1));
  await first.stop();
  const later = copying();
  later.shards.add('b', at('x', 2), ['a']);
  shards.partitions = (context) => later.shards.partitions(context);
  expect(await start(copy).ended).toMatchObject({
    code: 'LOG',
    message: expect.stringMatching(/^shards: a, the parent of b, was not read to its end and is no longer there/),
  });
  expect(opened()).toEqual(['open a']);
});

test('a child of two of whom one was over before we came has the other for its parent', async () => {
  const { shards, sink, copy, clock, store, start, scope } = copying();
  const a = shards.add('a', at('x', 1));
  const { ended, stop } = start(copy);
  await clock.sleep(seconds(1));
  a.end([{ id: 'c', parents: ['a', 'gone'] }]);
  shards.add('c', at('x', 5), ['a', 'gone']);
  await clock.sleep(seconds(1));
  expect(sink.ids.at(-1)).toBe('copy/c/1/0');
  expect((await store.roster(scope))[1]).toMatchObject({ partition: 'c', parents: ['a'] });
  expect(await stop()).toBeUndefined();
  expect(await ended).toBeUndefined();
});

test('a source that ends by itself and has several partitions is refused', async () => {
  const { start } = world();
  const shards = new Shards({ bounded: true });
  shards.add('a');
  shards.add('b');
  const { ended } = start(pipeline('job').from(shards).to(new Kept('sink')));
  expect(await ended).toMatchObject({
    code: 'CONFIG',
    message: expect.stringMatching(/^shards ends .* has 2 partitions/),
  });
});
