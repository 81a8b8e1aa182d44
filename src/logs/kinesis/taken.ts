import type { _Record } from '@aws-sdk/client-kinesis';
import type { LogRecord } from '../../core/record.ts';
import type { Place } from './place.ts';

/** The records of a page as the log gives them, each with the place behind it. */
export interface Taken {
  readonly items: readonly LogRecord[];
  placeOf(i: number): Place;
}

/** Takes a page; of a record that was read in part before, only what is behind `after`. */
export function taken(records: readonly _Record[], _after: Place): Taken {
  const items = records.map(({ Data = new Uint8Array(), PartitionKey, ApproximateArrivalTimestamp: arrived }) => ({
    data: Data,
    ...(PartitionKey !== undefined && { key: PartitionKey }),
    ...(arrived !== undefined && { arrival: arrived.getTime() }),
  }));
  return {
    items,
    placeOf: (i) => {
      const record = records[i];
      if (!record) throw new RangeError(`There is no item ${i} among ${items.length}`);
      return { sequence: record.SequenceNumber, time: record.ApproximateArrivalTimestamp?.getTime() };
    },
  };
}
