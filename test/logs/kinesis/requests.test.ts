import { describe, expect, test } from 'vitest';
import { type KinesisOptions, kinesis } from '../../../src/logs/kinesis/kinesis.ts';
import type { PutRequest } from '../../../src/logs/kinesis/put-request.ts';
import { refusing } from '../../support/kinesis/faults.ts';
import { kinesisFixture } from '../../support/kinesis/fixture.ts';
import { type Body, failed, type Meddle } from '../../support/kinesis/meddling.ts';
import { writing } from '../../support/kinesis/writing.ts';

const fixture = kinesisFixture();
const { all, writerOf } = writing(fixture);
const records = (...sizes: readonly number[]) =>
  sizes.map((size, i) => ({ id: String(i), value: { data: Buffer.alloc(size, 65 + i), key: 'k' } }));

/** Writes to a new stream; gives how many records each request had, what was told of each, and what the stream has. */
async function written(sizes: readonly number[], options: KinesisOptions, ...meddle: readonly Meddle[]) {
  const stream = await fixture.stream();
  const requests: number[] = [];
  const told: PutRequest[] = [];
  fixture.service.meddle(
    async (call, ask) => {
      if (call.operation === 'PutRecords') requests.push((call.body.Records as readonly Body[]).length);
      return ask(call);
    },
    ...meddle,
  );
  const writer = await writerOf(stream, { ...options, watch: (request) => told.push(request) });
  await writer.write(records(...sizes));
  await writer.close();
  const held = (await all(stream)).map(({ data }) => data.length);
  return { requests, told, held };
}

describe('a request', () => {
  test('puts as many records and bytes at most as it is told, a record of more than that alone', async () => {
    const sizes = [10, 10, 10, 10, 10];
    expect(await written(sizes, { request: { records: 2 } })).toMatchObject({ requests: [2, 2, 1], held: sizes });
    expect(await written(sizes, { request: { bytes: 35 } })).toMatchObject({ requests: [3, 2], held: sizes });
    expect(await written([10, 90, 10], { request: { bytes: 35 } })).toMatchObject({ requests: [1, 1, 1] });
  });

  test('is told with what was put and what was not, also where it failed as a whole', async () => {
    let asked = 0;
    const answers = [failed('ProvisionedThroughputExceededException'), failed('LimitExceededException')];
    const { told } = await written(
      [5, 6, 7],
      {},
      async (call, ask) => (call.operation === 'PutRecords' && answers[asked++]) || ask(call),
      refusing(({ Data }) => asked === 3 && Buffer.from(String(Data), 'base64').length === 6),
    );
    const none = { records: 0, bytes: 0 };
    expect(told).toEqual([
      { sent: none, failed: { records: 3, bytes: 18 }, failure: 'throttled' },
      { sent: none, failed: { records: 3, bytes: 18 }, failure: 'throttled' },
      { sent: { records: 2, bytes: 12 }, failed: { records: 1, bytes: 6 } },
      { sent: { records: 1, bytes: 6 }, failed: none },
    ]);
  });

  test('that fails otherwise is told as well, each time before that is thrown', async () => {
    const told: PutRequest[] = [];
    const stream = await fixture.stream();
    fixture.service.meddle(async (call, ask) =>
      call.operation === 'PutRecords' ? failed('InternalFailure') : ask(call),
    );
    const writer = await writerOf(stream, { watch: (request) => told.push(request) });
    await expect(writer.write(records(5))).rejects.toThrow('InternalFailure');
    await writer.close();
    const once = { sent: { records: 0, bytes: 0 }, failed: { records: 1, bytes: 5 }, failure: 'other' };
    expect(told).toEqual(Array(7).fill(once));
  });

  test('is signed with the credentials that were given', async () => {
    const stream = await fixture.stream();
    const credentials = { accessKeyId: 'AKIDGIVEN', secretAccessKey: 'x' };
    const signed: unknown[] = [];
    fixture.service.meddle(async (call, ask) => {
      signed.push(call.accessKey);
      return ask(call);
    });
    const writer = await writerOf(stream, { credentials });
    await writer.write(records(5));
    await writer.close();
    expect(new Set(signed)).toEqual(new Set(['AKIDGIVEN']));
  });
});

test.each([
  [{ records: 0 }, 'request.records is 0'],
  [{ records: 501 }, 'request.records is 501; it must be a whole number from 1 to 500'],
  [{ bytes: 5_242_881 }, 'request.bytes is 5242881'],
])('requests of %j are refused', (request, said) => expect(() => kinesis('crypto', { request })).toThrow(said));
