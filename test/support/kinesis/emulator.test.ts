import { PutRecordCommand, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { expect, test } from 'vitest';
import { kinesisClient } from '../../../src/aws/kinesis.ts';
import { emulator } from './emulator.ts';
import { failed } from './meddling.ts';

test('what meddles stands between a client and the service, and nowhere else', async () => {
  await using service = await emulator();
  await service.create('crypto', 2);
  const client = await kinesisClient({ region: 'eu-west-1', endpoint: service.endpoint });
  const record = { Data: Buffer.from('1'), PartitionKey: 'a' };
  const many = new PutRecordsCommand({
    StreamName: 'crypto',
    Records: [record, { ...record, Data: Buffer.from('2') }],
  });
  expect(await client.send(many)).toMatchObject({ FailedRecordCount: 0 });
  service.meddle(async (call, ask) => (call.operation === 'PutRecord' ? failed('LimitExceededException') : ask(call)));
  const one = new PutRecordCommand({ StreamName: 'crypto', ...record });
  await expect(client.send(one)).rejects.toMatchObject({ name: 'LimitExceededException' });
  expect(await service.client.send(one)).toMatchObject({ SequenceNumber: expect.any(String) });
  expect(await client.send(many)).toMatchObject({ FailedRecordCount: 0 });
  client.destroy();
});
