import { setImmediate } from 'node:timers/promises';
import { PutRecordCommand } from '@aws-sdk/client-kinesis';
import { afterAll, beforeAll } from 'vitest';
import { days } from '../../../src/core/time.ts';
import { kinesis } from '../../../src/logs/kinesis/kinesis.ts';
import { describeSource } from '../../conformance/source.ts';
import { idle, type SourceHarness } from '../../conformance/source-harness.ts';
import { hastyClock } from '../../support/clock.ts';
import { testContext } from '../../support/context.ts';
import { type Emulator, emulator } from '../../support/kinesis/emulator.ts';

let service: Emulator;
let made = 0;

beforeAll(async () => {
  service = await emulator();
});
afterAll(() => service[Symbol.asyncDispose]());

/** A stream of its own for each test, read three records a request. */
async function streamOf(shards: number, gathered = false): Promise<SourceHarness> {
  const stream = `conformance-${made++}`;
  await service.create(stream, shards);
  let asked = 0;
  let answered = Promise.resolve();
  service.meddle(async (call, ask) => {
    asked++;
    await answered;
    return ask(call);
  });
  const options = { endpoint: service.endpoint, region: 'eu-west-1', page: 3 };
  const client = service.client;
  return {
    context: testContext({ clock: hastyClock() }),
    source: kinesis(stream, gathered ? { ...options, from: 'trim-horizon', within: days(1_000) } : options),
    bounded: kinesis(stream, { ...options, end: true }),
    append: async (records, to) => {
      for (const record of records) {
        const put = { StreamName: stream, PartitionKey: 'x', Data: Buffer.from(record) };
        await client.send(new PutRecordCommand({ ...put, ExplicitHashKey: hashKeyIn(shards, to) }));
      }
    },
    asked: () => asked,
    stall: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      answered = promise;
      return resolve;
    },
    held: async () => {
      await idle();
      return service.connections();
    },
    [Symbol.asyncDispose]: async () => {
      service.meddle();
      await setImmediate();
    },
  };
}

/** The first hash key of a shard: a stream cuts the range of keys into equal parts. */
function hashKeyIn(shards: number, id = 'shardId-000000000000'): string {
  return String((2n ** 128n / BigInt(shards)) * BigInt(id.replace('shardId-', '')));
}

describeSource('a Kinesis stream', () => streamOf(1), streamOf);

describeSource('a Kinesis stream, gathered', () => streamOf(1, true));
