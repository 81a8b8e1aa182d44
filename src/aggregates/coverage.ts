import { type Aggregate, nameOf } from '../core/aggregate.ts';

type Interval = readonly [from: number, to: number];

/** Which ids there were. */
export interface Coverage {
  /** The least and the greatest id; null when there is none. */
  readonly first: number | null;
  readonly last: number | null;
  /** How many different ids. */
  readonly count: number | 'unknown';
  /** Every id was there, from the one behind the window before, or else from the first, to the last. */
  readonly complete: boolean;
  /** The ranges among those that were not there, both ends included. */
  readonly missing: readonly Interval[] | 'unknown';
}

/** The ids as disjoint intervals, ascending, never adjacent; or only their bounds, once the intervals were too many. */
type Seen = readonly Interval[] | { readonly first: number; readonly last: number };

const INTERVALS_MAX = 1_000;

/**
 * Whether ids that should follow each other without a gap do, and which are missing. A repeated id counts once.
 * A row of a view joins on to the row of its key before it: what is missing between the two stands in the later one.
 * Ids are expected to rise with time; one of this window's range that came with the window before is not missing, one
 * that came with an earlier one is.
 *
 * It holds at most 1,000 intervals; once there are more, `count` and `missing` are unknown, and stay so. So while no
 * partial on the way has more, neither order nor split makes a difference; a set that itself has more is unknown in any
 * order. One that has fewer, but had more on the way, is unknown, never wrong: nothing of limited size can do better,
 * as even and odd ids make one interval, if they come in turn, and thousands, if first all the even ones come.
 * A log has one order, so a replay gives the same.
 */
export function coverage<K extends string>(field: K): Aggregate<{ readonly [P in K]: number }, Seen, Coverage> {
  return {
    name: `coverage(${nameOf(field)})`,
    zero: () => [],
    add: (seen, event) => addId(seen, idIn(event, field)),
    merge,
    result,
    joined,
  };
}

function idIn<K extends string>(event: { readonly [P in K]: number }, field: K): number {
  const id = event[field];
  if (Number.isSafeInteger(id)) return id === 0 ? 0 : id;
  throw new RangeError(`${field} is ${String(id)}, wanted a whole number up to 2^53 - 1`);
}

/** What merging `[[id, id]]` gives, without a look at every interval. */
function addId(seen: Seen, id: number): Seen {
  if (!isExact(seen)) return merge(seen, [[id, id]]);
  const at = lastFrom(seen, id);
  const left = seen[at];
  const right = seen[at + 1];
  if (left && id <= left[1]) return seen;
  const joinsLeft = left?.[1] === id - 1;
  const joinsRight = right?.[0] === id + 1;
  const joined: Interval = [joinsLeft ? left[0] : id, joinsRight ? right[1] : id];
  return limited(seen.toSpliced(joinsLeft ? at : at + 1, Number(joinsLeft) + Number(joinsRight), joined));
}

/** The index of the last interval that begins at or before `id`; -1 if none does. */
function lastFrom(intervals: readonly Interval[], id: number): number {
  let low = 0;
  let high = intervals.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((intervals[middle]?.[0] ?? 0) <= id) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function merge(a: Seen, b: Seen): Seen {
  if (isExact(a) && isExact(b)) return limited(union(a, b));
  const bounds = [a, b].flatMap((seen) => boundsOf(seen) ?? []);
  return {
    first: Math.min(...bounds.map(({ first }) => first)),
    last: Math.max(...bounds.map(({ last }) => last)),
  };
}

function union(a: readonly Interval[], b: readonly Interval[]): readonly Interval[] {
  const merged: Interval[] = [];
  for (const [from, to] of [...a, ...b].sort((x, y) => x[0] - y[0])) {
    const last = merged.at(-1);
    if (last && from <= last[1] + 1) merged[merged.length - 1] = [last[0], Math.max(last[1], to)];
    else merged.push([from, to]);
  }
  return merged;
}

function result(seen: Seen): Coverage {
  const { first, last } = boundsOf(seen) ?? { first: null, last: null };
  if (!isExact(seen)) return { first, last, count: 'unknown', complete: false, missing: 'unknown' };
  const count = seen.reduce((all, [from, to]) => all + to - from + 1, 0);
  const missing = gapsIn(seen);
  return { first, last, count, complete: missing.length === 0, missing };
}

/** With the gap behind the window before, and without the ids that came with that. */
function joined(seen: Seen, before: Seen): Coverage {
  const own = result(seen);
  const behind = boundsOf(before);
  if (!behind || own.first === null || !isExact(seen)) return own;
  if (behind.last >= own.first && !isExact(before)) return own;
  const from = Math.min(behind.last, own.first);
  const earlier: readonly Interval[] = isExact(before) ? before : [[behind.last, behind.last]];
  const missing = gapsIn(union(earlier, seen)).filter(([gap]) => gap > from && gap < (own.last ?? from));
  return { ...own, complete: missing.length === 0, missing };
}

const gapsIn = (intervals: readonly Interval[]): readonly Interval[] =>
  intervals.slice(1).map(([from], i): Interval => [(intervals[i]?.[1] ?? 0) + 1, from - 1]);

function limited(intervals: readonly Interval[]): Seen {
  const bounds = boundsOf(intervals);
  return bounds && intervals.length > INTERVALS_MAX ? bounds : intervals;
}

function boundsOf(seen: Seen): { readonly first: number; readonly last: number } | undefined {
  if (!isExact(seen)) return seen;
  const first = seen[0];
  const last = seen.at(-1);
  return first && last && { first: first[0], last: last[1] };
}

const isExact = (seen: Seen): seen is readonly Interval[] => Array.isArray(seen);
