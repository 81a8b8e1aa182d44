import { finalize } from 'rxjs';
import { expect, test } from 'vitest';
import type { Batch } from '../../src/core/batch.ts';
import type { Operator } from '../../src/core/operator.ts';
import { minutes, seconds } from '../../src/core/time.ts';
import { pipeline } from '../../src/index.ts';
import { turn } from '../support/manual-clock.ts';
import { Kept } from '../support/outside.ts';
import { at, type Event, Shards } from '../support/shards.ts';
import { world } from '../support/world.ts';

/** A pipeline that writes what it reads, with all that is opened, written, committed and closed in one trace. */
function copying(...ids: readonly string[]) {
  const { clock, store, trace, start } = world();
  const shards = new Shards({ trace });
  const sink = new Kept('sink', trace);
  const copy = pipeline('copy').from(shards).to(sink);
  return { clock, store, trace, sink, shards: ids.map((id) => shards.add(id)), run: () => start(copy) };
}

test('a stop commits what is in hand, closes the reader and the writer once, and completes', async () => {
  const { clock, trace, sink, shards, run } = copying('a');
  const { stop, progress } = run();
  await clock.sleep(seconds(1));
  shards[0]?.append(...at('x', 1, 2));
  await clock.sleep(1);
  expect(trace, 'no commit is due yet').toEqual(['open a', 'open sink']);
  const before = clock.now();
  expect(await stop()).toBeUndefined();
  expect(trace.slice(2, 4)).toEqual(['write sink', 'committed a at 2']);
  expect(trace.slice(4).toSorted()).toEqual(['close a', 'close sink']);
  expect(sink.written).toHaveLength(2);
  expect(progress).toMatchObject([{ partition: 'a', records: 2, position: '2', ended: false }]);
  expect(clock.now()).toBe(before);
});

test('a stop commits the read that comes at the same moment, or leaves it to the next run: never half of it', async () => {
  const { clock, sink, shards, run } = copying('a');
  const first = run();
  await clock.sleep(seconds(1));
  const stopped = first.stop();
  shards[0]?.append(...at('x', 1, 2));
  await stopped;
  run();
  await clock.sleep(seconds(1));
  expect(sink.ids).toEqual(['copy/a/1/0', 'copy/a/2/0']);
});

test('a stop with nothing in hand commits nothing, and the next run goes on where this one was', async () => {
  const { clock, trace, shards, run } = copying('a');
  shards[0]?.append(...at('x', 1, 2));
  const { stop } = run();
  await clock.sleep(minutes(1));
  trace.length = 0;
  await stop();
  expect(trace.toSorted()).toEqual(['close a', 'close sink']);
  shards[0]?.append(...at('x', 3));
  run();
  await clock.sleep(seconds(1));
  expect(trace.slice(2)).toEqual(['open a from 2', 'open sink', 'write sink', 'committed a at 3']);
});

test('each partition is stopped in the same way, and closes all that it has open', async () => {
  const { clock, trace, shards, run } = copying('a', 'b', 'c');
  const { stop } = run();
  await clock.sleep(seconds(1));
  for (const shard of shards) shard.append(...at('x', 1));
  await clock.sleep(1);
  await stop();
  const count = (what: string) => trace.filter((one) => one.startsWith(what)).length;
  expect(['open', 'write', 'committed', 'close'].map(count)).toEqual([6, 3, 3, 6]);
});

test('a stop during a write waits for it, and commits what was written', async () => {
  const { clock, trace, sink, shards, run } = copying('a');
  const written = Promise.withResolvers<void>();
  const write = sink.write.bind(sink);
  sink.write = async (output) => {
    await written.promise;
    return write(output);
  };
  shards[0]?.append(...at('x', 1));
  const { stop } = run();
  await clock.sleep(seconds(1));
  const stopped = stop();
  await clock.sleep(seconds(60));
  expect(trace).toEqual(['open a', 'open sink']);
  written.resolve();
  await stopped;
  expect(trace.slice(2, 4)).toEqual(['write sink', 'committed a at 1']);
});

test('who is told to stop before it began reads nothing', async () => {
  const { trace, run } = copying('a');
  const { stop } = run();
  expect(await stop()).toBeUndefined();
  expect(trace.filter((one) => !/^(open|close) /.test(one))).toEqual([]);
  expect(trace.filter((one) => one.startsWith('open'))).toHaveLength(trace.length / 2);
});

test('the operators are told that it is over', async () => {
  const { clock, trace, start } = world();
  const shards = new Shards({ trace });
  const closing = finalize<Batch<Event>>(() => trace.push('close operator'));
  const operator = Object.assign(closing, { spec: { name: 'closing' } }) as unknown as Operator<Event, Event>;
  shards.add('a', at('x', 1));
  const { stop } = start(pipeline('one').from(shards).pipe(operator).to(new Kept('sink', trace)));
  await clock.sleep(seconds(1));
  await stop();
  expect(trace.slice(4).toSorted()).toEqual(['close a', 'close operator', 'close sink']);
});

test('a read that comes with the stop is committed', async () => {
  const { store, shards, run } = copying('a');
  const [shard] = shards;
  const answer = { items: at('x', 1), position: '1', positionOf: () => '1' };
  const next = (signal: AbortSignal) =>
    new Promise<typeof answer>((resolve) => signal.addEventListener('abort', () => resolve(answer)));
  if (shard) shard.open = async () => ({ next, close: async () => {} });
  const { stop } = run();
  await turn();
  await stop();
  expect(await store.roster({ pipeline: 'copy', version: 1 })).toMatchObject([{ position: '1', commits: 1 }]);
});

test('a kill while nothing comes closes all at once', async () => {
  const { clock, trace, run } = copying('a');
  const { kill } = run();
  await clock.sleep(seconds(64)); // it does not happen to look after the store just then
  kill();
  await clock.sleep(1);
  expect(trace.slice(2).toSorted()).toEqual(['close a', 'close sink']);
});

test('a kill commits nothing of what is in hand, and closes all the same', async () => {
  const { clock, trace, store, shards, run } = copying('a');
  const { kill } = run();
  await clock.sleep(seconds(1));
  shards[0]?.append(...at('x', 1, 2));
  await clock.sleep(1);
  kill();
  await clock.sleep(seconds(1));
  expect(trace.slice(2).toSorted()).toEqual(['close a', 'close sink']);
  expect(await store.roster({ pipeline: 'copy', version: 1 })).toMatchObject([{ position: undefined, commits: 0 }]);
});
