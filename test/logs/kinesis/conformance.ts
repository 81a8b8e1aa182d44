import { setImmediate } from 'node:timers/promises';
import { PutRecordCommand } from '@aws-sdk/client-kinesis';
import { afterAll, beforeAll } from 'vitest';
import type { Decoder } from '../../../src/aws/kinesis.ts';
import { days } from '../../../src/core/time.ts';
import { kinesis } from '../../../src/logs/kinesis/kinesis.ts';
import { unpackedLines } from '../../../src/logs/kinesis/pack.ts';
import { RECORD_MAX } from '../../../src/logs/kinesis/write-options.ts';
import { describeSink } from '../../conformance/sink.ts';
import type { SinkHarness } from '../../conformance/sink-harness.ts';
import { describeSource } from '../../conformance/source.ts';
import { idle, type SourceHarness } from '../../conformance/source-harness.ts';
import { hastyClock } from '../../support/clock.ts';
import { testContext } from '../../support/context.ts';
import { refusing } from '../../support/kinesis/faults.ts';
import type { Emulator } from '../../support/kinesis/front.ts';
import { heldBy } from '../../support/kinesis/streams.ts';

/**
 * What a stream must do as a log, on a service that speaks Kinesis' protocol. With the decoder of our own, what depends
 * on it: not what is written, and not how the pages of several shards are gathered.
 */
export function describeStreams(name: string, start: () => Promise<Emulator>, decoder: Decoder = 'sdk'): void {
  let service: Emulator;
  let made = 0;

  beforeAll(async () => {
    service = await start();
  });
  afterAll(() => service[Symbol.asyncDispose]());

  const streamOf = async (shards: number, gathered = false): Promise<SourceHarness> => {
    const stream = `conformance-${made++}`;
    await service.create(stream, shards);
    return readFrom(service, stream, decoder, shards, gathered);
  };
  const sinkOf = async (pack?: number): Promise<SinkHarness> => {
    const stream = `conformance-${made++}`;
    await service.create(stream, 4);
    return writtenTo(service, stream, pack);
  };

  describeSource(`a stream of ${name}`, () => streamOf(1), streamOf);
  if (decoder === 'own') return;
  describeSource(`a stream of ${name}, gathered`, () => streamOf(1, true));
  describeSink(`a stream of ${name}`, () => sinkOf());
  describeSink(`a stream of packed records of ${name}`, () => sinkOf(25_000));
}

/** Three records a request. */
function readFrom(
  service: Emulator,
  stream: string,
  decoder: Decoder,
  shards: number,
  gathered: boolean,
): SourceHarness {
  let asked = 0;
  let answered = Promise.resolve();
  service.meddle(async (call, ask) => {
    asked++;
    await answered;
    return ask(call);
  });
  const options = { endpoint: service.endpoint, region: 'eu-west-1', page: 3, decoder };
  return {
    context: testContext({ clock: hastyClock() }),
    source: kinesis(stream, gathered ? { ...options, from: 'trim-horizon', within: days(1_000) } : options),
    bounded: kinesis(stream, { ...options, end: true }),
    append: async (records, to) => {
      for (const record of records) {
        const put = { StreamName: stream, PartitionKey: 'x', Data: Buffer.from(record) };
        await service.client.send(new PutRecordCommand({ ...put, ExplicitHashKey: hashKeyIn(shards, to) }));
      }
    },
    asked: () => asked,
    stall: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      answered = promise;
      return resolve;
    },
    ...ending(service),
  };
}

/** The first hash key of a shard: a stream cuts the range of keys into equal parts. */
function hashKeyIn(shards: number, id = 'shardId-000000000000'): string {
  return String((2n ** 128n / BigInt(shards)) * BigInt(id.replace('shardId-', '')));
}

function writtenTo(service: Emulator, stream: string, pack: number | undefined): SinkHarness {
  const packing = pack === undefined ? {} : { pack, key: () => 'one' };
  return {
    context: testContext({ clock: hastyClock() }),
    sink: kinesis(stream, { endpoint: service.endpoint, region: 'eu-west-1', ...packing }),
    ordered: false,
    most: RECORD_MAX,
    read: async () =>
      [...(await heldBy(service, stream)).values()].flat().flatMap(({ data }) => unpackedLines(data) ?? [data]),
    failOnce: () => {
      let left = 1;
      service.meddle(async (call, ask) => {
        if (call.operation !== 'PutRecords' || left-- <= 0) return ask(call);
        let n = 0;
        return refusing(() => n++ % 2 === 0)(call, ask);
      });
    },
    ...ending(service),
  };
}

const ending = (service: Emulator): Required<Pick<SinkHarness, 'held' | typeof Symbol.asyncDispose>> => ({
  held: async () => {
    await idle();
    return service.connections();
  },
  [Symbol.asyncDispose]: async () => {
    service.meddle();
    await setImmediate();
  },
});
