import type { _Record, EncryptionType, GetRecordsOutput } from '@aws-sdk/client-kinesis';
import { bytesIn, decodeBase64 } from './base64.ts';
import { CLOSE, COLON, COMMA, Cursor, FIRST, LAST, OPEN, QUOTE, Unread } from './cursor.ts';
import { type Word, wordOf } from './word.ts';

const RECORDS = wordOf('"Records"');
const NEXT = wordOf('"NextShardIterator"');
const BEHIND = wordOf('"MillisBehindLatest"');
const CHILDREN = wordOf('"ChildShards"');
const DATA = wordOf('"Data"');
const KEY = wordOf('"PartitionKey"');
const SEQUENCE = wordOf('"SequenceNumber"');
const ARRIVAL = wordOf('"ApproximateArrivalTimestamp"');
const ENCRYPTION = wordOf('"EncryptionType"');

/** How much room it takes to decode the data of a page of so many bytes. */
export const roomFor = (bytes: number): number => Math.ceil((bytes * 3) / 4) + 4;

/**
 * What GetRecords answered, just as the SDK reads it; undefined where there is anything that a page of records seldom
 * has, such as names that are not known, escapes, children, records without their usual fields, and all that is wrong.
 * `room` is overwritten, and `roomFor` says how large it has to be. Nothing of it or of `bytes` is in what is given:
 * the data of all records lies in one piece of memory, of just that size.
 */
export function pageIn(bytes: Uint8Array, room: Uint8Array): GetRecordsOutput | undefined {
  try {
    return new PageReader(bytes, room).read();
  } catch (thrown) {
    if (thrown instanceof Unread) return undefined;
    throw thrown;
  }
}

class PageReader {
  readonly #cursor: Cursor;
  readonly #room: Uint8Array;
  readonly #out: DataView;
  readonly #records: _Record[] = [];
  /** Where the data of each record ends, and that of all so far. */
  readonly #ends: number[] = [];
  #end = 0;

  constructor(bytes: Uint8Array, room: Uint8Array) {
    this.#cursor = new Cursor(bytes);
    this.#room = room;
    this.#out = new DataView(room.buffer, room.byteOffset, room.length);
  }

  read(): GetRecordsOutput {
    const cursor = this.#cursor;
    let records = false;
    let next: string | null = null;
    let behind: number | null = null;
    cursor.pass(OPEN);
    do {
      cursor.next();
      if (!records && this.#comes(RECORDS)) {
        this.#all();
        records = true;
      } else if (this.#comes(NEXT)) next = cursor.null() ? null : cursor.string();
      else if (this.#comes(BEHIND)) behind = cursor.null() ? null : cursor.number();
      else if (!this.#comes(CHILDREN) || !cursor.null()) throw new Unread();
    } while (cursor.passes(COMMA));
    cursor.pass(CLOSE);
    if (!records || cursor.next() !== undefined) throw new Unread();
    this.#share();
    return {
      Records: this.#records,
      ...(next !== null && { NextShardIterator: next }),
      ...(behind !== null && { MillisBehindLatest: behind }),
    };
  }

  #all(): void {
    const cursor = this.#cursor;
    cursor.pass(FIRST);
    if (cursor.passes(LAST)) return;
    do this.#record();
    while (cursor.passes(COMMA));
    cursor.pass(LAST);
  }

  #record(): void {
    const cursor = this.#cursor;
    let data = false;
    let key: string | undefined;
    let sequence: string | undefined;
    let arrival: number | undefined;
    let encryption: string | undefined;
    cursor.pass(OPEN);
    do {
      cursor.next();
      if (!data && this.#comes(DATA)) {
        this.#data();
        data = true;
      } else if (this.#comes(KEY)) key = cursor.string();
      else if (this.#comes(SEQUENCE)) sequence = cursor.string();
      else if (this.#comes(ARRIVAL)) arrival = cursor.number(3);
      else if (this.#comes(ENCRYPTION)) encryption = cursor.string();
      else throw new Unread();
    } while (cursor.passes(COMMA));
    cursor.pass(CLOSE);
    if (!data || key === undefined || sequence === undefined || arrival === undefined) throw new Unread();
    this.#ends.push(this.#end);
    const record: _Record = {
      SequenceNumber: sequence,
      Data: undefined,
      ApproximateArrivalTimestamp: new Date(arrival),
      PartitionKey: key,
    };
    if (encryption !== undefined) record.EncryptionType = encryption as EncryptionType;
    this.#records.push(record);
  }

  #data(): void {
    const cursor = this.#cursor;
    cursor.pass(QUOTE);
    const from = cursor.at;
    cursor.at = decodeBase64(cursor.view, from, this.#out, this.#end);
    this.#end += bytesIn(cursor.bytes, from, cursor.at);
    if (cursor.bytes[cursor.at++] !== QUOTE) throw new Unread();
  }

  /** Gives each record its data. */
  #share(): void {
    const all = new Uint8Array(this.#room.subarray(0, this.#end));
    let from = 0;
    for (const [i, record] of this.#records.entries()) {
      const to = this.#ends[i] ?? from;
      record.Data = all.subarray(from, to);
      from = to;
    }
  }

  /** Passes a field's name and what parts it from its value, if it is the one that is here. */
  #comes(name: Word): boolean {
    if (!this.#cursor.is(name)) return false;
    this.#cursor.pass(COLON);
    return true;
  }
}
