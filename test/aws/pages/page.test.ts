import { GetRecordsOutput$, KinesisClient } from '@aws-sdk/client-kinesis';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { pageIn, roomFor } from '../../../src/aws/pages/page.ts';
import { brokenPage, ODD, oddPage, usualPage } from '../../support/kinesis/pages.ts';

const client = new KinesisClient({ region: 'eu-west-1' });
afterAll(() => client.destroy());

const read = (bytes: Uint8Array) => pageIn(bytes, new Uint8Array(roomFor(bytes.length)).fill(255));

/** What the SDK makes of the bytes; throws as it does. */
async function bySdk(bytes: Uint8Array): Promise<object> {
  const protocol: { deserializeResponse(...of: readonly unknown[]): Promise<object> } = client.config.protocol;
  const response = { statusCode: 200, headers: {}, body: new Uint8Array(bytes) };
  const operation = { name: 'GetRecords', output: GetRecordsOutput$ };
  const { $metadata: _, ...answer } = {
    $metadata: undefined,
    ...(await protocol.deserializeResponse(operation, {}, response)),
  };
  return answer;
}

/** Fails where it is read otherwise than the SDK reads it, or the SDK refuses it; else tells whether it was read. */
async function readsAsTheSdk(page: string | Uint8Array): Promise<boolean> {
  const bytes = Buffer.from(page);
  const own = read(bytes);
  if (own) expect(own, String(bytes)).toStrictEqual(await bySdk(bytes));
  return own !== undefined;
}

const RECORD = {
  ApproximateArrivalTimestamp: '1.796070578273E9',
  Data: '"QUJD"',
  EncryptionType: '"NONE"',
  PartitionKey: '"BTCUSDT"',
  SequenceNumber: '"49680716704805333404371396602020714192897083979683856386"',
};
const PAGE = { ChildShards: 'null', MillisBehindLatest: '5', NextShardIterator: '"AAA+/="', Records: '[]' };

const object = (fields: { readonly [name: string]: string }): string =>
  `{${Object.entries(fields).map(([name, value]) => `"${name}":${value}`)}}`;
const pageOf = (record: { readonly [name: string]: string }): string =>
  object({ ...PAGE, Records: `[${object(RECORD)},${object(record)}]` });
/** A page with that in one field, for each field that there is. */
const pagesWith = (value: string): string[] => [
  ...Object.keys(PAGE).map((name) => object({ ...PAGE, [name]: value })),
  ...Object.keys(RECORD).map((name) => pageOf({ ...RECORD, [name]: value })),
];

describe('a page of records', () => {
  test('is read as the SDK reads it, in whatever order its fields are and with white space between', async () => {
    await fc.assert(
      fc.asyncProperty(usualPage, async (page) => {
        expect(await readsAsTheSdk(page)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('is left to the SDK, or read as the SDK reads it, whatever is wrong with it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(oddPage, brokenPage), async (page) => {
        await readsAsTheSdk(page);
      }),
      { numRuns: 1_500 },
    );
  });

  test('is read as the SDK reads it, if at all, where a field is odd', async () => {
    for (const page of ODD.flatMap(pagesWith)) await readsAsTheSdk(page);
  });

  test('is read as the SDK reads it, if at all, where it is cut off, or has another byte anywhere', async () => {
    const page = pageOf(RECORD);
    for (let at = 0; at < page.length; at++) {
      await readsAsTheSdk(page.slice(0, at));
      for (const one of '"=,}0 \v\x1f') await readsAsTheSdk(page.slice(0, at) + one + page.slice(at + 1));
      for (const one of '"=,}0 \v\x1f') await readsAsTheSdk(page.slice(0, at) + one + page.slice(at));
    }
  });

  test.each(Object.keys(RECORD))(
    'is read as the SDK reads it, if at all, where a record has no %s, or two',
    async (name) => {
      const { [name as keyof typeof RECORD]: value, ...others } = RECORD;
      expect(await readsAsTheSdk(pageOf(others))).toBe(name === 'EncryptionType');
      for (const one of [value, 'null', '"QQ=="', '1']) {
        await readsAsTheSdk(pageOf(RECORD).replace(`"${name}":`, `"${name}":${one},"${name}":`));
      }
    },
  );

  test('has each arrival to the millisecond, as the SDK has it', async () => {
    for (let i = 0; i < 1_000; i++) {
      const tenths = 1e12 + i * 86_543_210_987;
      const written = [`${tenths / 10}`, `${(tenths / 10).toExponential()}`, `${(tenths % 1e13) / 1_000}`];
      for (const time of written) await readsAsTheSdk(pageOf({ ...RECORD, ApproximateArrivalTimestamp: time }));
    }
    expect(await readsAsTheSdk(pageOf({ ...RECORD, ApproximateArrivalTimestamp: '1796070578.273' }))).toBe(true);
  });

  test('keeps nothing of the bytes that it was read from, nor of the room that it had', () => {
    const bytes = Buffer.from(pageOf(RECORD));
    const room = new Uint8Array(roomFor(bytes.length));
    const page = pageIn(bytes, room);
    bytes.fill(0);
    room.fill(0);
    expect(page?.Records?.map(({ Data }) => String(Buffer.from(Data ?? [])))).toEqual(['ABC', 'ABC']);
    expect(page?.Records?.[0]?.Data?.buffer.byteLength).toBe(6);
  });
});
