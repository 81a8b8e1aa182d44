import { createHash } from 'node:crypto';

/**
 * What the Kinesis Producer Library, and others in its way, pack into one record: 4 bytes that say so, a protobuf
 * message of records and a table of their keys, the MD5 of that message.
 * https://github.com/awslabs/amazon-kinesis-producer/blob/master/aggregation-format.md
 */
export interface Packed {
  readonly key: string;
  readonly data: Uint8Array;
}

const MAGIC = Uint8Array.of(0xf3, 0x89, 0x9a, 0xc2);
const MD5_LENGTH = 16;

/** The records that one was packed from; undefined where it is an ordinary one, whatever its first bytes say. */
export function unpacked(data: Uint8Array): readonly Packed[] | undefined {
  if (data[0] !== MAGIC[0] || data.length < MAGIC.length + MD5_LENGTH || !MAGIC.every((byte, i) => data[i] === byte))
    return undefined;
  const message = data.subarray(MAGIC.length, -MD5_LENGTH);
  if (!createHash('md5').update(message).digest().equals(data.subarray(-MD5_LENGTH))) return undefined;
  try {
    return recordsOf(message);
  } catch (thrown) {
    if (thrown instanceof Malformed) return undefined;
    throw thrown;
  }
}

/** `message AggregatedRecord`: 1 the table of partition keys, 2 one of hash keys, 3 the records. */
function recordsOf(message: Uint8Array): readonly Packed[] {
  const fields = fieldsOf(message);
  const keys = bytesIn(fields, 1).map((key) => Buffer.from(key).toString());
  return bytesIn(fields, 3).map((record) => {
    // `message Record`: 1 the index of its partition key, 2 of its hash key, 3 the data, 4 tags that nobody sets.
    const parts = fieldsOf(record);
    const index = parts.findLast(([field]) => field === 1)?.[1];
    const key = typeof index === 'number' ? keys[index] : undefined;
    const data = bytesIn(parts, 3).at(-1);
    if (key === undefined || data === undefined) throw new Malformed();
    return { key, data };
  });
}

class Malformed extends Error {}

type Field = readonly [field: number, value: number | Uint8Array];

const bytesIn = (fields: readonly Field[], wanted: number): readonly Uint8Array[] =>
  fields.flatMap(([field, value]) => (field === wanted && typeof value !== 'number' ? [value] : []));

/** The fields of a protobuf message: those of fixed length are passed over, because here are none. */
function fieldsOf(bytes: Uint8Array): readonly Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++];
      if (byte === undefined || scale > 2 ** 63) throw new Malformed();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  const next = (length: number): Uint8Array => {
    if (length > bytes.length - at) throw new Malformed();
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const tag = varint();
    const field = Math.floor(tag / 8);
    const kind = tag % 8;
    if (kind === 0) fields.push([field, varint()]);
    else if (kind === 2) fields.push([field, next(varint())]);
    else if (kind === 1 || kind === 5) next(kind === 1 ? 8 : 4);
    else throw new Malformed();
  }
  return fields;
}
