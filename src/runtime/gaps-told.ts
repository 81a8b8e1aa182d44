import { GAPS, type GapsOf } from '../core/gaps.ts';
import { decode } from '../core/json.ts';
import type { RowHead } from '../core/row.ts';
import type { Enrolled, Scope, StoreReader } from '../store/store.ts';

/** What the log itself tells of what never reached it. */
export interface GapsTold {
  /** Of all keys, over the whole version. */
  readonly gaps: number;
  readonly missed: number;
  readonly ofKey: { readonly gaps: number; readonly missed: number };
  /** Those of the key that showed in the window, and the first behind it, which may have begun in it. */
  readonly near: GapsOf['last'];
  /** How many gaps of the key are known by their number alone. */
  readonly forgotten: number;
}

export async function gapsTold(
  store: StoreReader,
  scope: Scope,
  roster: readonly Enrolled[],
  { key, start, end }: RowHead,
): Promise<GapsTold> {
  const cells = await Promise.all(roster.map(({ partition }) => store.cells(scope, partition, GAPS)));
  const all = cells.flat().map((cell) => ({ key: cell.key, ...(decode(cell.value) as unknown as GapsOf) }));
  const own = all.filter((one) => one.key === key);
  const kept = own.flatMap(({ last }) => last).sort((a, b) => a.time - b.time || a.from - b.from);
  const behind = kept.find(({ time }) => time >= end);
  return {
    ...totalOf(all),
    ofKey: totalOf(own),
    near: [...kept.filter(({ time }) => time >= start && time < end), ...(behind ? [behind] : [])],
    forgotten: totalOf(own).gaps - kept.length,
  };
}

const totalOf = (of: readonly GapsOf[]) => ({
  gaps: of.reduce((sum, { gaps }) => sum + gaps, 0),
  missed: of.reduce((sum, { missed }) => sum + missed, 0),
});
