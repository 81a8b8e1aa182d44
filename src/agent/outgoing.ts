import { RECORD_MAX } from '../logs/kinesis/write-options.ts';
import type { FlowConfig } from './config/flow-config.ts';
import { bytesOfKey } from './config/partition-key.ts';
import { fitted } from './fitted.ts';
import { transformedBy } from './transforms.ts';

/** What is sent of a record. */
export interface Outgoing {
  readonly data: Uint8Array;
  /** To be logged, with where the record was. */
  readonly warnings: readonly string[];
}

/** Changes the records of a flow as its `dataProcessingOptions` ask, and makes them fit into the stream. */
export function outgoingBy(flow: FlowConfig): (record: Uint8Array) => Outgoing {
  const transformed = transformedBy(flow.dataProcessingOptions);
  const most = RECORD_MAX - bytesOfKey(flow.partitionKey);
  return (record) => {
    const { data, failed } = transformed(record);
    const warnings = [
      ...(failed === undefined ? [] : [`a record of ${flow.id} is sent as it was: ${failed}`]),
      ...(data.length <= most ? [] : [`a record of ${flow.id} has ${data.length} bytes, and is cut to ${most}`]),
    ];
    return { data: fitted(data, most, flow.truncatedRecordTerminator), warnings };
  };
}
