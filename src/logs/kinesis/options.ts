import { isDecoder, type KinesisPlace } from '../../aws/kinesis.ts';
import { PipelineError } from '../../core/errors.ts';
import type { Duration, Millis } from '../../core/time.ts';
import { END_OF_TIME } from '../../core/time.ts';

/** Where a shard is read from that has no position yet. A child of a shard that was read is read whole. */
export type From =
  /** Behind the oldest record that the stream still holds. */
  | 'trim-horizon'
  /** From now on. */
  | 'latest'
  /** What arrived at that time or later. */
  | { readonly timestamp: Millis }
  /** Behind the record of that sequence number, in a stream of one shard. */
  | { readonly after: string };

/** How much of a stream is read. Any of `end`, `limit` and `within` makes the read bounded, and the pipeline a job. */
export interface ReadOptions {
  /** `latest` if it has a `limit` or `within` and no `end`, or else `trim-horizon`. */
  readonly from?: From;
  /** Reads all shards to the end that they have when it is opened, by this machine's clock. */
  readonly end?: true;
  /** At most so many records, of all shards together. */
  readonly limit?: number;
  /** At most so long after opening; 30 s where there is a `limit` and no `end`. */
  readonly within?: Duration;
  /** Records of one request: 10,000 unless told otherwise, which is the most that Kinesis gives. */
  readonly page?: number;
}

export const PAGE_MAX = 10_000;

/** Whether a read with these options ends by itself. */
export const isBounded = ({ end, limit, within }: ReadOptions): boolean =>
  end !== undefined || limit !== undefined || within !== undefined;

export const fromOf = (options: ReadOptions): From =>
  options.from ?? (isBounded(options) && !options.end ? 'latest' : 'trim-horizon');

/** Throws for options that cannot be right. */
export function checkRead(
  stream: string,
  { from, end, limit, within, page, decoder = 'sdk' }: ReadOptions & Pick<KinesisPlace, 'decoder'>,
): void {
  const refuse = (what: string) => new PipelineError('CONFIG', `The stream ${stream}: ${what}.`);
  for (const [option, value, most] of [
    ['limit', limit, Number.MAX_SAFE_INTEGER],
    ['page', page, PAGE_MAX],
  ] as const) {
    if (value === undefined || (Number.isSafeInteger(value) && value > 0 && value <= most)) continue;
    throw refuse(`${option} is ${value}; it must be a whole number from 1 to ${most}`);
  }
  if (within !== undefined && !(within > 0)) throw refuse(`within is ${within}; it must be a time span above 0`);
  if (end && from === 'latest') throw refuse("{ end: true } reads what is there, and from: 'latest' skips just that");
  if (!isDecoder(decoder)) throw refuse(`decoder is ${JSON.stringify(decoder)}; it must be 'sdk' or 'own'`);
  if (from === undefined || from === 'trim-horizon' || from === 'latest') return;
  // A pipeline file runs without its types, too.
  const { timestamp = -1, after = '' }: { readonly timestamp?: Millis; readonly after?: string } = from;
  if ((timestamp >= 0 && timestamp <= END_OF_TIME) || /^\d{1,128}$/.test(after)) return;
  throw refuse(
    `from is ${JSON.stringify(from)}; it must be 'trim-horizon', 'latest', { timestamp: ms since 1970 } or ` +
      '{ after: a sequence number, as text }',
  );
}
