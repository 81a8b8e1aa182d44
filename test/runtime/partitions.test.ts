import { concat, defer, of, throwError } from 'rxjs';
import { expect, test } from 'vitest';
import { WorldError } from '../../src/core/errors.ts';
import { minutes, seconds } from '../../src/core/time.ts';
import { noAnswer, seenThrough } from '../support/seen-store.ts';
import { at } from '../support/shards.ts';
import { copying } from './copying.ts';

test('each partition has a task of its own, and all of them are on the roster before the first one opens', async () => {
  const { shards, sink, copy, clock, store, start, scope } = copying();
  for (const id of ['a', 'b', 'c']) shards.add(id, at(id, 1));
  const rosters: Promise<readonly unknown[]>[] = [];
  let enrols = 0;
  const seen = seenThrough(store, (method, make) => {
    if (method === 'enrol') enrols++;
    if (method === 'open') rosters.push(store.roster(scope));
    return make();
  });
  start(copy, { store: seen });
  await clock.sleep(seconds(1));
  expect(await Promise.all(rosters)).toMatchObject([{ length: 3 }, { length: 3 }, { length: 3 }]);
  expect(enrols, 'in one transaction').toBe(1);
  expect(sink.ids.toSorted()).toEqual(['copy/a/1/0', 'copy/b/1/0', 'copy/c/1/0']);
});

test('a partition that is listed later is read as well, and nothing happens to the others', async () => {
  const { shards, sink, copy, clock, trace, start } = copying();
  shards.add('a', at('x', 1));
  start(copy);
  await clock.sleep(seconds(1));
  shards.add('b', at('y', 1));
  await clock.sleep(seconds(1));
  expect(trace).toEqual(['open a', 'committed a at 1', 'open b', 'committed b at 1']);
  expect(sink.written).toHaveLength(2);
});

test('a listing that fails is tried again, and the tasks go on meanwhile', async () => {
  const { shards, sink, copy, clock, trace, start } = copying();
  const shard = shards.add('a', at('x', 1));
  const partitions = shards.partitions.bind(shards);
  let listings = 0;
  const failing = throwError(() => new WorldError('cannot list'));
  shards.partitions = (context) => defer(() => (++listings < 5 ? concat(of([shard]), failing) : partitions(context)));
  const { lines } = start(copy);
  await clock.sleep(200);
  shard.append(...at('x', 2));
  await clock.sleep(minutes(1));
  shards.add('b', at('y', 1));
  await clock.sleep(seconds(1));
  expect(listings).toBe(5);
  expect(trace).toEqual(['open a', 'committed a at 1', 'committed a at 2', 'open b', 'committed b at 1']);
  expect(sink.written).toHaveLength(3);
  expect(lines[0]).toMatchObject({ fields: { what: 'the partitions of shards', reason: 'cannot list' } });
});

test('a roster that cannot be written is written before anything opens', async () => {
  const { shards, copy, clock, trace, store, start } = copying();
  shards.add('a', at('x', 1));
  let enrols = 0;
  const seen = seenThrough(store, (method, make) => (method === 'enrol' && ++enrols < 3 ? noAnswer() : make()));
  start(copy, { store: seen });
  await clock.sleep(minutes(1));
  expect(trace).toEqual(['open a', 'committed a at 1']);
});

test('a partition that the world fails is opened again from its last commit, and no other', async () => {
  const { shards, copy, clock, trace, start, opened } = copying();
  const [a] = [shards.add('a', at('x', 1)), shards.add('b', at('y', 1))];
  const open = a.open.bind(a);
  let opens = 0;
  a.open = async (from) => {
    const reader = await open(from);
    const next = reader.next.bind(reader);
    let reads = 0;
    const failing = ++opens === 1;
    return {
      ...reader,
      next: (signal) => (failing && ++reads === 2 ? clock.sleep(seconds(1)).then(noAnswer) : next(signal)),
    };
  };
  start(copy);
  await clock.sleep(minutes(1));
  expect(opened()).toEqual(['open a', 'open b', 'open a from 1']);
  expect(trace).toContain('close a');
  expect(trace).not.toContain('close b');
});
