import type { Duration } from '../../core/time.ts';
import { bar } from '../bar.ts';
import type { Incoming } from './incoming.ts';
import { numberOf, type Shard, shareOf } from './shards.ts';

/** The bar of a shard that has all hash keys. */
const WIDTH = 20;

/**
 * How long the oldest record that a pipeline has not read has waited; or that it has not committed there, is through,
 * or has read a stream of the name that was removed.
 */
export type Behind = Duration | 'not begun' | 'read to its end' | 'read another stream';

/** All that is known of a shard. */
export interface Described {
  readonly shard: Shard;
  readonly incoming: Incoming | undefined;
  readonly behind: { readonly [pipeline: string]: Behind };
}

/** As a line of a table. */
export function lineOf({ shard, incoming, behind }: Described): object {
  const { id, open, parents, start, end } = shard;
  const share = shareOf(shard);
  return {
    shard: id,
    state: open ? 'open' : 'closed',
    'hash keys': `${hex(start)}-${hex(end)}`,
    share: `${(share * 100).toFixed(1).padStart(5)} % ${open ? bar(share, WIDTH) : ''}`,
    parents: parents.map(numberOf).join(' + '),
    ...(incoming && {
      'records/s': incoming.recordsPerSecond.toFixed(1),
      'kB/s': (incoming.bytesPerSecond / 1_000).toFixed(1),
    }),
    behind: Object.fromEntries(Object.entries(behind).map(([pipeline, of]) => [pipeline, textOf(of)])),
  };
}

export const jsonOf = ({ shard, incoming, behind }: Described): object => ({
  ...shard,
  start: String(shard.start),
  end: String(shard.end),
  share: shareOf(shard),
  ...(incoming && { incoming }),
  behindMs: behind,
});

/** Its first eight digits of 32: enough to tell shards apart. */
const hex = (hash: bigint): string => `${hash.toString(16).padStart(32, '0').slice(0, 8)}…`;

function textOf(behind: Behind): string {
  if (typeof behind === 'string') return behind;
  const seconds = behind / 1_000;
  if (seconds < 100) return `${seconds.toFixed(1)} s`;
  return seconds < 7_200 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3_600).toFixed(1)} h`;
}
