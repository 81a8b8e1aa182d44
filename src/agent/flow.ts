import { RECORD_MAX } from '../logs/kinesis/write-options.ts';
import type { FlowConfig } from './config/flow-config.ts';
import { bytesOfKey } from './config/partition-key.ts';
import { fitted } from './fitted.ts';
import { type FileRecord, type Line, Records } from './records.ts';
import { transformedBy } from './transforms.ts';

/** A record as it is sent; without data where it is not, and only its place in the file is passed. */
export interface FlowRecord extends FileRecord {
  /** To be logged. */
  readonly warning?: string;
}

/** From the lines of one file of a flow to what is sent of it: cut into records, changed as asked, made to fit. */
export class FileFlow {
  readonly #flow: FlowConfig;
  readonly #records: Records;
  readonly #transformed: ReturnType<typeof transformedBy>;
  #unchanged = 0;

  /** `from` is 0, or the offset behind a record. */
  constructor(flow: FlowConfig, from: number) {
    this.#flow = flow;
    this.#records = new Records(flow, from);
    this.#transformed = transformedBy(flow.dataProcessingOptions);
  }

  /** Records that could not be changed as asked, and were sent as they were. */
  get unchanged(): number {
    return this.#unchanged;
  }

  /** Whether the footer was there: nothing more comes of this file. */
  get done(): boolean {
    return this.#records.done;
  }

  /** As `Records.take`. */
  take(lines: readonly Line[], ended = false): readonly FlowRecord[] {
    return this.#records.take(lines, ended).map((record) => this.#sent(record));
  }

  #sent(record: FileRecord): FlowRecord {
    const where = `The record of ${this.#flow.id} that ends at ${record.offset}`;
    if (!record.data) {
      const { maxBufferSizeBytes: most } = this.#flow;
      return { ...record, warning: `${where} has ${record.length} bytes, above ${most}, and is discarded.` };
    }
    const { data, failed } = this.#transformed(record.data);
    if (failed !== undefined) this.#unchanged++;
    const most = RECORD_MAX - bytesOfKey(this.#flow.partitionKey);
    const warnings = [
      ...(failed === undefined ? [] : [`${where} is sent as it was: ${failed}.`]),
      ...(data.length <= most ? [] : [`${where} has ${data.length} bytes, and is cut to ${most}.`]),
    ];
    const sent = { ...record, data: fitted(data, most, this.#flow.truncatedRecordTerminator) };
    return warnings.length === 0 ? sent : { ...sent, warning: warnings.join(' ') };
  }
}
