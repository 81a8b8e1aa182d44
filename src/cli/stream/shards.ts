import type { Shard as Described } from '@aws-sdk/client-kinesis';
import { PipelineError } from '../../core/errors.ts';
import { parentsOf } from '../../logs/kinesis/family.ts';
import { HASH_KEYS } from '../../logs/kinesis/hash-key.ts';
import { isOpen } from '../../logs/kinesis/shards.ts';

/** Hash keys from `start` to `end`, both included. */
export interface Range {
  readonly start: bigint;
  readonly end: bigint;
}

export interface Shard extends Range {
  readonly id: string;
  readonly parents: readonly string[];
  readonly open: boolean;
}

export const shardOf = (described: Described): Shard => ({
  id: described.ShardId ?? '',
  parents: parentsOf(described),
  start: BigInt(described.HashKeyRange?.StartingHashKey ?? 0),
  end: BigInt(described.HashKeyRange?.EndingHashKey ?? 0),
  open: isOpen(described),
});

/** Those that take records, in the order of their hash keys: together they hold every one. */
export const openOf = (shards: readonly Shard[]): readonly Shard[] =>
  shards.filter(({ open }) => open).toSorted((a, b) => (a.start < b.start ? -1 : 1));

export const widthOf = ({ start, end }: Range): bigint => end - start + 1n;

/** Of all hash keys, 0 to 1. */
export const shareOf = (range: Range): number => Number((widthOf(range) * 1_000_000n) / HASH_KEYS) / 1_000_000;

/** Where its second half begins. */
export const middleOf = (range: Range): bigint => range.start + widthOf(range) / 2n;

/** The widest of these; the first one where there are several. */
export const widestOf = (shards: readonly Shard[]): Shard | undefined =>
  shards.reduce<Shard | undefined>(
    (widest, one) => (widest && widthOf(widest) >= widthOf(one) ? widest : one),
    undefined,
  );

/** `7` for `shardId-000000000007`. */
export const numberOf = (id: string): string => id.replace(/^shardId-0*(?=\d)/, '');

/** The one of that id, or of the number in it. */
export function shardOfId(shards: readonly Shard[], named: string): Shard {
  const id = /^\d{1,12}$/.test(named) ? `shardId-${named.padStart(12, '0')}` : named;
  const found = shards.find((shard) => shard.id === id);
  if (found) return found;
  throw new PipelineError('MISSING', `There is no shard ${id}. ${openAre(shards)}`);
}

/** The same, if it takes records. */
export function openShard(shards: readonly Shard[], named: string): Shard {
  const found = shardOfId(shards, named);
  if (found.open) return found;
  throw new PipelineError('CONFIG', `${found.id} is closed: it was split or merged before. ${openAre(shards)}`);
}

function openAre(shards: readonly Shard[]): string {
  const ids = openOf(shards).map(({ id }) => id);
  return `Open are: ${ids.join(', ')}.`;
}

/** The two in the order of their hash keys, where the second begins behind the first. */
export function adjacent(shards: readonly Shard[], one: Shard, other: Shard): readonly [Shard, Shard] {
  const [first, second] = one.start < other.start ? [one, other] : [other, one];
  if (first.end + 1n === second.start) return [first, second];
  const open = openOf(shards);
  const pairs = open.slice(1).map((shard, i) => `${open[i]?.id} ${shard.id}`);
  throw new PipelineError(
    'CONFIG',
    `${one.id} and ${other.id} are not adjacent, and only such can be merged: ` +
      `${pairs.join(', or ') || 'there are none'}.`,
  );
}
