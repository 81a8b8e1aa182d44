import { grouped } from '../core/words.ts';

export type Counts = Readonly<Record<string, number>>;

/** What became of the events of a log. The counters are committed with the position, so they are exact. */
export interface Reckoning {
  readonly records: number;
  /** Records that are events: no tick, no notice, no blank line. */
  readonly received: number;
  readonly folded: number;
  readonly duplicates: number;
  readonly filtered: number;
  /** By reason, sorted by it. */
  readonly rejected: readonly (readonly [reason: string, n: number])[];
  /** All of them. */
  readonly setAside: number;
  /** received = folded + duplicates + filtered + rejected: true of every pipeline that ends with a window. */
  readonly holds: boolean;
}

const REJECTED = 'rejected.';

export function reckoning(counts: Counts): Reckoning {
  const { records = 0, ticks = 0, notices = 0, blank = 0, folded = 0, duplicates = 0, filtered = 0 } = counts;
  const received = records - ticks - notices - blank;
  const rejected = Object.entries(counts)
    .filter(([name]) => name.startsWith(REJECTED))
    .map(([name, n]) => [name.slice(REJECTED.length), n] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const setAside = rejected.reduce((sum, [, n]) => sum + n, 0);
  const holds = received === folded + duplicates + filtered + setAside;
  return { records, received, folded, duplicates, filtered, rejected, setAside, holds };
}

/** `0 rejected`, or `3 rejected (2 late, 1 unparsable)`. */
export function rejectedText({ rejected, setAside }: Reckoning): string {
  const reasons = rejected.map(([reason, n]) => `${grouped(n)} ${reason}`).join(', ');
  return `${grouped(setAside)} rejected${reasons === '' ? '' : ` (${reasons})`}`;
}
