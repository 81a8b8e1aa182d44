import type { _Record } from '@aws-sdk/client-kinesis';
import type { LogRecord } from '../../core/record.ts';
import type { Millis } from '../../core/time.ts';
import { unpacked } from './kpl.ts';
import { unpackedLines } from './pack.ts';
import type { Place } from './place.ts';

/** The records of a page as the log gives them, each with the place behind it. */
export interface Taken {
  readonly items: readonly LogRecord[];
  placeOf(i: number): Place;
}

/**
 * Takes a page: a record that holds others packed is taken apart. Of one that was read in part before, only what is
 * behind `after`. Records whose hash key is another shard's stay in: their producer may have put them there again, so
 * they may come twice, but none is lost.
 */
export function taken(records: readonly _Record[], after: Place): Taken {
  const items: LogRecord[] = [];
  const places: Place[] = [];
  for (const record of records) {
    const { Data: data = NOTHING, PartitionKey: key = '', SequenceNumber: sequence } = record;
    const time = record.ApproximateArrivalTimestamp?.getTime();
    const packed =
      unpacked(data)?.map((one) => itemOf(one.data, one.key, time)) ??
      unpackedLines(data)?.map((line) => itemOf(line, key, time));
    if (!packed) {
      items.push(itemOf(data, key, time));
      places.push({ sequence, time });
    }
    for (const [sub, item] of packed?.entries() ?? []) {
      if (sequence === after.sequence && sub <= (after.sub ?? -1)) continue;
      items.push(item);
      places.push({ sequence, sub, time });
    }
  }
  return {
    items,
    placeOf: (i) => {
      const place = places[i];
      if (!place) throw new RangeError(`There is no item ${i} among ${items.length}`);
      return place;
    },
  };
}

const itemOf = (data: Uint8Array, key: string, arrival: Millis | undefined): LogRecord =>
  arrival === undefined ? { data, key } : { data, key, arrival };

const NOTHING = new Uint8Array();
