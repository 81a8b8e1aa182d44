import { GetRecordsCommand, GetShardIteratorCommand } from '@aws-sdk/client-kinesis';
import { expect, test } from 'vitest';
import { kinesisClient } from '../../../src/aws/kinesis.ts';
import type { Emulator } from '../../support/kinesis/front.ts';
import { shardId, TestStream } from '../../support/kinesis/streams.ts';
import { watched } from '../../support/kinesis/watched.ts';
import { describeStreams } from './conformance.ts';

/** What a stream must do as a log whose pages are read without the SDK; and that they are. */
export function describeOwnPages(name: string, start: () => Promise<Emulator>): void {
  describeStreams(`${name}, its pages read without the SDK`, start, 'own');

  test(`${name} gives pages that are read without the SDK, as it reads them`, async () => {
    await using service = await start();
    await service.create('crypto', 1);
    const stream = new TestStream(service, 'crypto', 1);
    const own = await kinesisClient({ region: 'eu-west-1', endpoint: service.endpoint });
    const seen = watched(own);
    const begin = { StreamName: 'crypto', ShardId: shardId(0), ShardIteratorType: 'TRIM_HORIZON' } as const;
    const { ShardIterator } = await own.send(new GetShardIteratorCommand(begin));
    const before = seen.left;
    const read = async () => {
      const [page, expected] = await Promise.all(
        [own, service.client].map((one) => one.send(new GetRecordsCommand({ ShardIterator }))),
      );
      const told = { NextShardIterator: expect.any(String), MillisBehindLatest: expect.any(Number) };
      expect(page).toStrictEqual({ ...expected, ...told, $metadata: expect.objectContaining({ httpStatusCode: 200 }) });
      return page?.Records;
    };
    expect(await read()).toEqual([]);
    await stream.put(['a', 'ab', 'abc', '{"s":"BTCUSDT"}'.repeat(1_000)]);
    expect(await read()).toHaveLength(4);
    expect(seen.left).toBe(before);
    own.destroy();
  });
}
