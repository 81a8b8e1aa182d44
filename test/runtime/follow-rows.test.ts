import { expect, test } from 'vitest';
import { WorldError } from '../../src/core/errors.ts';
import { windowIn } from '../../src/core/pipeline.ts';
import { minutes, seconds } from '../../src/core/time.ts';
import { followRows } from '../../src/runtime/follow-rows.ts';
import type { RowRange, Store } from '../../src/store/store.ts';
import { perTen } from '../sources/windows.ts';
import { noAnswer, seenThrough } from '../support/seen-store.ts';
import { at, Shards } from '../support/shards.ts';
import { world } from '../support/world.ts';

interface Wanted {
  readonly range?: RowRange;
  readonly open?: boolean;
  /** Called before the store is asked how far its partitions have come. */
  readonly meanwhile?: () => Promise<void>;
  readonly store?: Store;
}

/** A pipeline that counts two partitions, and whoever follows its rows. */
async function followed(keep?: number) {
  const here = world();
  const shards = new Shards();
  const [p, q] = [shards.add('p'), shards.add('q')];
  const tens = perTen(shards, keep === undefined ? {} : { keep });
  const running = here.start(tens);
  await here.clock.sleep(seconds(1));
  const scope = { pipeline: 'per-ten', version: 1 };
  const follow = ({ range = {}, open = false, meanwhile, store = here.store }: Wanted = {}) => {
    const stop = new AbortController();
    const seen: string[] = [];
    const following = { window: windowIn(tens), range, open, signal: stop.signal };
    const rowsOf = followRows(meanwhile ? slowly(here.store, meanwhile) : store, scope, following);
    const reading = async () => {
      for await (const rows of rowsOf()) {
        for (const { key, start, final, ...row } of rows) {
          seen.push(`${key} ${start}:${(row as { n?: number }).n}${final ? '' : '?'}`);
        }
      }
    };
    const again = (thrown: unknown): Promise<void> => {
      if (thrown instanceof WorldError) return reading().catch(again);
      throw thrown;
    };
    const ended = reading().catch(again);
    return { seen, ended, stop: () => stop.abort() };
  };
  return { ...here, p, q, tens, running, follow, settle: () => here.clock.sleep(seconds(1)) };
}

/** The store, where something happens whenever it is asked how far its partitions have come. */
const slowly = (store: Store, meanwhile: () => Promise<void>): Store =>
  seenThrough(store, (method, make) => (method === 'roster' ? meanwhile().then(make) : make()));

test('rows come once, when they are final, those that are final already first', async () => {
  const { p, q, follow, settle } = await followed();
  for (const shard of [p, q]) shard.append(...at('b', 1), ...at('a', 2, 15));
  await settle();
  const { seen, ended, stop } = follow();
  await settle();
  expect(seen).toEqual(['a 0:2', 'b 0:2']);
  p.append(...at('c', 16, 31));
  await settle();
  expect(seen, 'q holds it back').toHaveLength(2);
  q.append(...at('a', 17, 31));
  await settle();
  expect(seen.slice(2)).toEqual(['a 10:3', 'c 10:1']);
  stop();
  await ended;
});

test('open rows come too if wanted, each time that they have changed, and then once as final', async () => {
  const { p, q, follow, settle } = await followed();
  for (const shard of [p, q]) shard.append(...at('b', 1));
  await settle();
  const { seen, stop } = follow({ open: true });
  await settle();
  expect(seen).toEqual(['b 0:2?']);
  p.append(...at('a', 2));
  await settle();
  p.append(...at('b', 3, 11));
  await settle();
  expect(seen.slice(1), 'what did not change is not said again').toEqual(['a 0:1?', 'b 0:3?', 'b 10:1?']);
  q.append(...at('clock', 12));
  await settle();
  expect(seen.slice(4)).toEqual(['a 0:1', 'b 0:3', 'clock 10:1?']);
  stop();
});

test('a row that becomes final while the open ones are read comes once', async () => {
  const { p, q, follow, settle } = await followed();
  for (const shard of [p, q]) shard.append(...at('a', 1));
  await settle();
  let asked = 0;
  const meanwhile = async () => {
    // For the range's end, for the final ones, and then for the open ones.
    if (++asked !== 3) return;
    for (const shard of [p, q]) shard.append(...at('b', 11));
    await settle();
  };
  const { seen, stop } = follow({ open: true, meanwhile });
  await settle();
  await settle();
  expect(seen).toEqual(['b 10:2?', 'a 0:2']);
  stop();
});

test('a range gives its rows alone, and where it has an end, the end is when they are final', async () => {
  const { p, q, follow, settle } = await followed();
  for (const shard of [p, q]) shard.append(...[1, 11, 21].flatMap((time) => [...at('a', time), ...at('b', time)]));
  await settle();
  const { seen, ended } = follow({ range: { from: 10, to: 30, key: 'a' }, open: true });
  await settle();
  expect(seen).toEqual(['a 10:2', 'a 20:2?']);
  for (const shard of [p, q]) shard.append(...at('a', 30));
  await ended;
  expect(seen).toEqual(['a 10:2', 'a 20:2?', 'a 20:2']);
});

test('a range that comes to its end between two questions about it ends with its rows', async () => {
  const { p, q, follow, settle } = await followed();
  for (const shard of [p, q]) shard.append(...at('a', 1));
  await settle();
  let asked = 0;
  const meanwhile = async () => {
    if (++asked !== 2) return;
    for (const shard of [p, q]) shard.append(...at('a', 10));
    await settle();
  };
  const { seen, ended } = follow({ range: { to: 10 }, meanwhile });
  await settle();
  await ended;
  expect(seen).toEqual(['a 0:2']);
});

test('what was forgotten before it began is not asked for', async () => {
  const { p, q, follow, settle } = await followed(10);
  for (const shard of [p, q]) shard.append(...[1, 11, 21, 31, 41].flatMap((time) => at('a', time)));
  await settle();
  const { seen, stop } = follow();
  const early = follow({ range: { from: 0 } });
  await settle();
  expect([seen, early.seen]).toEqual([['a 30:2'], ['a 30:2']]);
  stop();
  early.stop();
});

test('wherever the store fails, rows that are asked for again go on behind those that were given', async () => {
  const told = async (failing: number) => {
    const { p, q, store, follow, settle } = await followed();
    for (const shard of [p, q]) shard.append(...at('a', 1, 11), ...at('b', 12));
    await settle();
    let calls = 0;
    const failed = seenThrough(store, (method, make) => {
      if (++calls !== failing) return make();
      return method === 'closing' || method === 'changes' ? failingRows() : noAnswer();
    });
    const { seen, stop } = follow({ store: failed, open: true, range: { from: 0 } });
    await settle();
    for (const shard of [p, q]) {
      shard.append(...at('c', 21));
      await settle();
    }
    stop();
    return { seen, calls };
  };
  const { seen, calls } = await told(0);
  expect(seen).toEqual(['a 0:2', 'a 10:2?', 'b 10:2?', 'c 20:1?', 'a 10:2', 'b 10:2', 'c 20:2?']);
  for (let failing = 1; failing <= calls; failing++) expect((await told(failing)).seen).toEqual(seen);
});

async function* failingRows(): AsyncGenerator<never> {
  yield await noAnswer();
}

test('a pipeline that is rebuilt ends it: its rows are others', async () => {
  const { tens, running, follow, start, clock, settle } = await followed();
  const { ended } = follow();
  const failed = ended.catch((thrown: unknown) => thrown);
  await settle();
  await running.stop();
  start(tens, { rebuild: true });
  await clock.sleep(minutes(1));
  expect(await failed).toMatchObject({ code: 'CHANGED', message: expect.stringContaining('per-ten was rebuilt') });
});
