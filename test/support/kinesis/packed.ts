import { createHash } from 'node:crypto';

/** Records packed as the Kinesis Producer Library does it; another reading of its format than the decoder's. */
export function packed(records: readonly { readonly key: string; readonly data: Uint8Array }[]): Buffer {
  const table = [...new Set(records.map(({ key }) => key))];
  const indexes = new Map(table.map((key, i) => [key, i]));
  const message = Buffer.concat([
    ...table.map((key) => field(1, Buffer.from(key))),
    ...records.map(({ key, data }) =>
      field(3, Buffer.concat([Buffer.from([1 << 3]), varint(indexes.get(key) ?? 0), field(3, data)])),
    ),
  ]);
  const magic = Buffer.from('f3899ac2', 'hex');
  return Buffer.concat([magic, message, createHash('md5').update(message).digest()]);
}

const field = (number: number, bytes: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from([(number << 3) | 2]), varint(bytes.length), bytes]);

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (; value > 127; value >>>= 7) bytes.push((value & 127) | 128);
  return Buffer.from([...bytes, value]);
}
