import type { WindowSpec } from '../core/operator.ts';
import { byClosing, type RowHead } from '../core/row.ts';
import { iso, type Millis, START_OF_TIME } from '../core/time.ts';
import { type Enrolled, furthestWatermark, type Scope, type StoreReader, settledWatermark } from '../store/store.ts';
import { firstFrom, lastBefore } from './nearest.ts';

/** Keys that are named where there is none of the one asked for. */
const KEYS_MAX = 8;

export interface Absent {
  /** One sentence. */
  readonly reason: string;
  /** The starts of the windows of that key that stand nearest. */
  readonly before: Millis | null;
  readonly after: Millis | null;
}

/** Why there is no such row, and which windows of its key there are. */
export async function whyAbsent(
  store: StoreReader,
  scope: Scope,
  { size }: WindowSpec,
  head: RowHead,
  roster: readonly Enrolled[],
): Promise<Absent> {
  const { key, start, end } = head;
  const [before, after] = Number.isFinite(size)
    ? [await lastBefore(store, scope, key, start, size), (await firstFrom(store, scope, end, key))?.start]
    : [];
  const near = { before: before ?? null, after: after ?? null };
  const reason = async (): Promise<string> => {
    const first = await firstFrom(store, scope, START_OF_TIME);
    const forgotten = await store.forgotten(scope);
    const furthest = furthestWatermark(roster);
    if (forgotten && byClosing(head, forgotten) <= 0) {
      return `It is forgotten, if it ever was: rows that closed up to ${iso(forgotten.closes)} are not kept any more.`;
    }
    if (!first) return 'The view has no rows yet.';
    if (start > furthest) return `It has not begun: event time has come to ${iso(furthest)}.`;
    const others = await keysIn(store, scope, head);
    const none = before === undefined && after === undefined ? `, nor into any other that is kept` : '';
    if (others.length > 0) return `No event of ${key} fell into it${none}; of other keys there are: ${listed(others)}.`;
    if (start < first.start)
      return `It is before the first: the first window of the view starts at ${iso(first.start)}.`;
    const settled = settledWatermark(roster) >= head.closes ? '' : ', so far';
    const keys = none === '' ? '' : ` Keys that there are: ${listed(await keysIn(store, scope, first))}.`;
    return `No event of any key fell into it${settled}.${keys}`;
  };
  return { reason: await reason(), ...near };
}

async function keysIn(
  store: StoreReader,
  scope: Scope,
  { start, end }: { readonly start: Millis; readonly end: Millis },
): Promise<readonly string[]> {
  const keys = new Set<string>();
  for await (const { key } of store.rows(scope, { from: start, to: end })) keys.add(key);
  return [...keys];
}

const listed = (keys: readonly string[]): string =>
  keys.length > KEYS_MAX ? `${keys.slice(0, KEYS_MAX).join(', ')} and ${keys.length - KEYS_MAX} more` : keys.join(', ');
