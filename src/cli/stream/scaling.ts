import { HASH_KEYS } from '../../logs/kinesis/hash-key.ts';
import type { Range } from './shards.ts';

/** One change on the way to another number of shards. */
export type Step<S extends Range> = { readonly split: S; readonly at: bigint } | { readonly merge: readonly [S, S] };

/** What is to be changed: where shards are to be cut, and which are to be joined. */
interface Change<S extends Range> {
  readonly cuts: readonly bigint[];
  readonly joins: readonly (readonly [S, S])[];
}

/**
 * The next step from these open shards, in the order of their hash keys, towards `count` of one width; undefined where
 * they are that. On the way there are never more of them than before or after, because an account may have no more.
 */
export function nextStep<S extends Range>(open: readonly S[], count: number): Step<S> | undefined {
  const { cuts, joins } = changeTo(open, count);
  const [at] = cuts;
  const [pair] = joins;
  if (pair && (at === undefined || open.length >= count)) return { merge: pair };
  const split = at === undefined ? undefined : open.find(({ start, end }) => start < at && at <= end);
  return split && at !== undefined ? { split, at } : undefined;
}

/** How many steps it takes. */
export function stepsTo(open: readonly Range[], count: number): number {
  const { cuts, joins } = changeTo(open, count);
  return cuts.length + joins.length;
}

function changeTo<S extends Range>(open: readonly S[], count: number): Change<S> {
  const wanted = Array.from({ length: count - 1 }, (_, i) => (HASH_KEYS / BigInt(count)) * BigInt(i + 1));
  const missing = new Set(wanted);
  const joins: (readonly [S, S])[] = [];
  for (const [i, next] of open.entries()) {
    const shard = open[i - 1];
    if (!shard) continue;
    const met = wanted.find((cut) => missing.has(cut) && isNear(next.start, cut, count));
    if (met === undefined) joins.push([shard, next]);
    else missing.delete(met);
  }
  return { cuts: [...missing], joins };
}

/** Services round a little each in their own way: a sliver of a few keys is no shard. */
const isNear = (a: bigint, b: bigint, count: number): boolean =>
  (a > b ? a - b : b - a) * 1_000n * BigInt(count) < HASH_KEYS;
