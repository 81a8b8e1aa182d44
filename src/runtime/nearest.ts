import { type Duration, END_OF_TIME, type Millis, START_OF_TIME } from '../core/time.ts';
import type { Scope, StoredRow, StoreReader } from '../store/store.ts';

/** How much further is looked each time: what is near costs little, what is not there few readings. */
const FURTHER = 16;

/** The last window of the key that starts before `start`. */
export async function lastBefore(
  store: StoreReader,
  scope: Scope,
  key: string,
  start: Millis,
  size: Duration,
): Promise<Millis | undefined> {
  for (let to = start, span = size; to > START_OF_TIME; span *= FURTHER) {
    const from = Math.max(START_OF_TIME, to - span);
    let last: StoredRow | undefined;
    for await (const row of store.rows(scope, { from, to, key })) last = row;
    if (last) return last.start;
    to = from;
  }
  return undefined;
}

/** The first window that starts at `start` or later, of the key or of any. */
export async function firstFrom(
  store: StoreReader,
  scope: Scope,
  start: Millis,
  key?: string,
): Promise<StoredRow | undefined> {
  const range = { from: start, to: END_OF_TIME, ...(key !== undefined && { key }) };
  for await (const row of store.rows(scope, range)) return row;
  return undefined;
}
