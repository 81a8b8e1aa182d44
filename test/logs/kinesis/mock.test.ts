/** Against kinesis-mock, which tells what kinesalite does not: children, and how far the end is ahead. */
import { setTimeout } from 'node:timers/promises';
import { UpdateShardCountCommand } from '@aws-sdk/client-kinesis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { never } from '../../../src/core/never.ts';
import { foldOf } from '../../../src/core/pipeline.ts';
import { kinesis } from '../../../src/logs/kinesis/kinesis.ts';
import { viewRows } from '../../../src/runtime/view.ts';
import { memoryStore } from '../../../src/store/memory.ts';
import { fastClock, hastyClock } from '../../support/clock.ts';
import { testContext } from '../../support/context.ts';
import { active, type Emulator } from '../../support/kinesis/front.ts';
import { mock } from '../../support/kinesis/mock.ts';
import { Producer, read, sumsOf } from '../../support/kinesis/producer.ts';
import { shardId, TestStream } from '../../support/kinesis/streams.ts';
import { random } from '../../support/random.ts';
import { openReader, take } from '../../support/reading.ts';
import { world } from '../../support/world.ts';

let service: Emulator;
beforeAll(async () => {
  service = await mock();
});
afterAll(() => service[Symbol.asyncDispose]());

async function stream(name: string, shards: number): Promise<TestStream> {
  await service.create(name, shards);
  return new TestStream(service, name, shards);
}

async function resize({ name }: TestStream, shards: number): Promise<void> {
  const change = { StreamName: name, TargetShardCount: shards, ScalingType: 'UNIFORM_SCALING' } as const;
  await service.client.send(new UpdateShardCountCommand(change));
  await active(service.client, name);
}

const context = () => testContext({ clock: hastyClock(), logUrl: service.logUrl });

test('a reader tells how far the end of its shard is ahead', async () => {
  const log = await stream('lag', 1);
  await log.put(['1', '2']);
  await setTimeout(30);
  await log.put(['3']);
  const reader = await openReader(kinesis(log.name, { page: 1 }), context());
  const behind = [await reader.next(never), await reader.next(never), await reader.next(never)].map(
    (one) => one.behind,
  );
  expect(behind[0]).toBeGreaterThanOrEqual(30);
  expect(behind[2]).toBe(0);
  await reader.close();
});

test('a shard that is over names its children: two behind a split, one of two parents behind a merge', async () => {
  const log = await stream('family', 2);
  await log.put(['1']);
  await log.split(0, 2n ** 125n);
  await log.merge(3, 1);
  const endOf = async (shard: number) => {
    const reader = await openReader(kinesis(log.name), context(), undefined, shardId(shard));
    for (;;) {
      const { ended } = await reader.next(never);
      if (!ended) continue;
      await reader.close();
      return ended.children.map(({ id, parents }) => ({ id, parents: parents.toSorted() }));
    }
  };
  expect(await endOf(0)).toEqual([
    { id: shardId(2), parents: [shardId(0)] },
    { id: shardId(3), parents: [shardId(0)] },
  ]);
  const merged = [{ id: shardId(4), parents: [shardId(1), shardId(3)] }];
  expect(await endOf(1)).toEqual(merged);
  expect(await endOf(3)).toEqual(merged);
});

test('a start at latest is the same place after a restart', async () => {
  const log = await stream('latest', 1);
  const source = kinesis(log.name, { from: 'latest' });
  await log.put(['before']);
  await setTimeout(2);
  const reader = await openReader(source, context());
  const { position } = await reader.next(never);
  await reader.close();
  await log.put(['1', '2']);
  const resumed = await openReader(source, context(), position);
  expect((await take(resumed, 2)).map(({ text }) => text)).toEqual(['1', '2']);
  await resumed.close();
});

test('a stream that grows and shrinks under a pipeline changes no row, and the pipeline tells its lag', async () => {
  const log = await stream('resized', 2);
  const producer = new Producer(log, random(5));
  const clock = fastClock(10);
  const store = memoryStore({ clock });
  const sums = sumsOf(log.name, 'start');
  await producer.put(30);
  const running = world().start(sums, { store, clock, logUrl: service.logUrl });
  await read(10, store);
  await resize(log, 4);
  await producer.put(30);
  await read(producer.records, store);
  await resize(log, 2);
  await producer.put(30);
  await read(producer.records, store);
  expect(await running.stop()).toBeUndefined();

  const scope = { pipeline: 'sums', version: 1 };
  expect(await Array.fromAsync(viewRows(store, scope, foldOf(sums)))).toMatchObject(producer.rows());
  expect(await store.deadLetters('sums', { limit: 10 })).toEqual([]);
  expect((await store.roster(scope)).filter(({ ended }) => !ended)).toHaveLength(2);
  expect(running.progress.every(({ behind = -1 }) => behind >= 0)).toBe(true);
});
