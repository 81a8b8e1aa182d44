import { type Operator, operator } from '../core/operator.ts';
import type { LogRecord } from '../core/record.ts';
import type { FlowConfig } from './config/flow-config.ts';
import { fieldKey } from './field-key.ts';
import type { Meter } from './meter.ts';
import { outgoingBy } from './outgoing.ts';

/**
 * What is sent of each record, with its partition key where it tells one; the sink keys the others by what they are and
 * where they stand. A flow's options are no part of its fingerprint: what it remembers is places in files alone, and
 * holds whatever is done to the records.
 */
export const sending = (
  flow: FlowConfig,
  meter: Meter,
  warn: (message: string) => void,
): Operator<LogRecord, LogRecord> =>
  operator({ name: 'sending' }, () => {
    const outgoing = outgoingBy(flow);
    const keyOf = keysBy(flow);
    meter.begin();
    const sent = (record: LogRecord): LogRecord => {
      const { data, warnings } = outgoing(record.data);
      for (const warning of warnings) warn(warning);
      const key = keyOf(data);
      return key === undefined ? { data } : { data, key };
    };
    return (batch) => {
      meter.add({ parsed: batch.events.length, parsedBytes: bytesOf(batch.events) });
      return batch.with(batch.events.map(sent));
    };
  });

function keysBy({ partitionKey: by }: FlowConfig): (data: Uint8Array) => string | undefined {
  if (typeof by === 'string') return () => undefined;
  const { field, constant } = by;
  return field === undefined ? () => constant : (data) => fieldKey(data, field);
}

const bytesOf = (records: readonly LogRecord[]): number => records.reduce((sum, { data }) => sum + data.length, 0);
