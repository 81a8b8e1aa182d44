import { PipelineError } from '../../core/errors.ts';
import type { PartitionId } from '../../core/record.ts';
import { type Duration, days, millis, seconds } from '../../core/time.ts';
import { eachLine, type Splitter } from './split.ts';

export interface TailOptions {
  /**
   * Where files are begun that are there when nothing is known yet: `start` unless told otherwise. `end` is behind the
   * last record that is whole.
   */
  readonly from?: 'start' | 'end';
  /** The partition's id: the pattern unless told otherwise. */
  readonly id?: PartitionId;
  /** Makes records of lines; each line is one unless told otherwise. */
  readonly records?: Splitter;
  /** How often files are looked at: each 100 ms, and when all is quiet ever more seldom, down to a tenth of that. */
  readonly poll?: Duration;
  /** How often the folders are listed: each 10 s; at once when one is rotated, at each look while there is none. */
  readonly refresh?: Duration;
  /** A file that is read to its end and was not changed for so long is forgotten: 7 days. */
  readonly ttl?: Duration;
  /** How many files may be known at once: 1,000. */
  readonly files?: number;
  /** How many of them are held open, those changed last: 64. */
  readonly handles?: number;
  /** Bytes of one read: 256 KiB. A longer record is read whole. */
  readonly chunk?: number;
  /** Bytes of the longest record: 1 MiB. A longer line is cut into pieces of so many. */
  readonly longest?: number;
  /** Told, whenever it has been looked, how far the reading is behind. */
  readonly watch?: (backlog: Backlog) => void;
}

/** What was not read yet, as far as was seen. */
export interface Backlog {
  readonly files: number;
  readonly bytes: number;
}

export type Settings = Required<Omit<TailOptions, 'id' | 'watch'>>;

/** Throws for options that cannot be right. */
export function settingsOf(pattern: string, options: TailOptions): Settings {
  const sizes = { files: 1_000, handles: 64, chunk: 256 << 10, longest: 1 << 20 };
  const usual = { poll: millis(100), refresh: seconds(10), ttl: days(7), ...sizes };
  const { from = 'start', records = eachLine } = options;
  const refuse = (what: string) => new PipelineError('CONFIG', `The tail of ${pattern}: ${what}.`);
  if (from !== 'start' && from !== 'end') throw refuse(`from is ${from}; it must be 'start' or 'end'`);
  const { poll, refresh, ttl, files, handles, chunk, longest } = { ...usual, ...options };
  for (const [option, value] of Object.entries({ poll, refresh, ttl })) {
    if (!(value > 0)) throw refuse(`${option} is ${value}; it must be a time span above 0`);
  }
  for (const [option, value] of Object.entries({ files, handles, chunk, longest })) {
    if (!Number.isSafeInteger(value) || value <= 0)
      throw refuse(`${option} is ${value}; it must be a whole number above 0`);
  }
  return { from, records, poll, refresh, ttl, files, handles, chunk, longest };
}
