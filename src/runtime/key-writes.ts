import { PLACES } from '../core/amounts.ts';
import { formatUnits, unitsOf } from '../core/decimal.ts';
import { messageOf } from '../core/errors.ts';
import type { KeyWrite } from '../core/key-write.ts';
import type { Pipeline } from '../core/pipeline.ts';
import type { Keys, Output, Refused } from '../core/sink.ts';
import type { StoredKeyWrite } from '../store/store.ts';

/** What the outputs of a commit do to keys of other readers, each key once; and what of them can do nothing. */
export interface KeyWrites {
  readonly writes: readonly StoredKeyWrite[];
  /** By destination. */
  readonly refused: readonly (readonly [name: string, refused: readonly Refused[]])[];
}

/** The last text that was set holds; amounts are summed, exactly. */
export function keyWrites({ destinations }: Pipeline, outputs: readonly Output<unknown>[]): KeyWrites {
  const sums = new Map<string, bigint>();
  const last = new Map<string, KeyWrite>();
  const refused: [string, Refused[]][] = [];
  for (const destination of destinations) {
    if (destination.kind !== 'keys') continue;
    const { name, write } = destination as Keys<unknown>;
    const bad: Refused[] = [];
    for (const [index, { value }] of outputs.entries()) {
      try {
        const one = write(value);
        if (one.add !== undefined) sums.set(one.key, (sums.get(one.key) ?? 0n) + unitsOf(one.add));
        last.set(one.key, one);
      } catch (thrown) {
        bad.push({ index, reason: 'failed', detail: messageOf(thrown) });
      }
    }
    if (bad.length > 0) refused.push([name, bad]);
  }
  const writes = [...last.values()].map(({ key, set, add: _, alone, ...options }): StoredKeyWrite => {
    const sum = formatUnits(sums.get(key) ?? 0n, PLACES);
    if (set !== undefined) return { key, set, ...options };
    return alone ? { key, set: sum, ...options } : { key, add: sum, ...options };
  });
  return { writes, refused };
}
