import { PipelineError } from '../../core/errors.ts';
import type { PartitionId } from '../../core/record.ts';
import type { Duration } from '../../core/time.ts';

/** How much of a log is read. Any of `end`, `limit` and `within` makes the read bounded, and the pipeline a job. */
export interface LogOptions {
  /** Reads from the start, rotated parts included, to the end that the log has when it is opened. */
  readonly end?: true;
  /** Where a task begins that has no position: `latest` if it has a `limit` or `within`, or else `start`. */
  readonly from?: 'start' | 'latest';
  /** At most so many records. */
  readonly limit?: number;
  /** At most so long after opening; 30 s where there is a `limit` and no `end`. */
  readonly within?: Duration;
}

export interface FileOptions extends LogOptions {
  /** The partition's id: the file's name without extension unless told otherwise. */
  readonly id?: PartitionId;
  /** Bytes of one read: 512 KiB unless told otherwise. A longer line is read whole. */
  readonly chunk?: number;
}

/** Whether a read with these options ends by itself. */
export const isBounded = ({ end, limit, within }: LogOptions): boolean =>
  end !== undefined || limit !== undefined || within !== undefined;

/** Throws for options that cannot be right. */
export function check(name: string, { end, from, limit, within, chunk }: FileOptions): void {
  const refuse = (what: string) => new PipelineError('CONFIG', `The log ${name}: ${what}.`);
  for (const [option, value] of Object.entries({ limit, chunk })) {
    if (value === undefined || (Number.isSafeInteger(value) && value > 0)) continue;
    throw refuse(`${option} is ${value}; it must be a whole number above 0`);
  }
  if (within !== undefined && !(within > 0)) throw refuse(`within is ${within}; it must be a time span above 0`);
  if (end && from === 'latest') throw refuse("{ end: true } reads what is there, and from: 'latest' skips just that");
}

/** Where a read with these options begins that has no position. */
export const startOf = (options: LogOptions): 'start' | 'latest' =>
  options.from ?? (isBounded(options) && !options.end ? 'latest' : 'start');
