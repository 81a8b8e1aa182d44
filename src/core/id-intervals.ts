import type { Json } from './json.ts';
import type { Millis } from './time.ts';

/** Ids that were seen, as disjoint intervals `[from, to, latest time in it]`, ascending, never adjacent. */
export type IdIntervals = [from: number, to: number, time: Millis][];

/** Adds an id in place. `seen`: it was there; `joined`: an interval grew; `apart`: it began an interval of its own. */
export function addId(intervals: IdIntervals, id: number, time: Millis): 'seen' | 'joined' | 'apart' {
  const at = lastNotAfter(intervals, id);
  const left = intervals[at];
  if (left && id <= left[1]) return 'seen';
  const right = intervals[at + 1];
  const joinsLeft = left !== undefined && left[1] + 1 === id;
  const joinsRight = right !== undefined && right[0] - 1 === id;
  if (joinsLeft && joinsRight) {
    left[1] = right[1];
    left[2] = Math.max(left[2], time, right[2]);
    intervals.splice(at + 1, 1);
  } else if (joinsLeft) {
    left[1] = id;
    left[2] = Math.max(left[2], time);
  } else if (joinsRight) {
    right[0] = id;
    right[2] = Math.max(right[2], time);
  } else {
    intervals.splice(at + 1, 0, [id, id, time]);
    return 'apart';
  }
  return 'joined';
}

/** The intervals that hold something as late as `horizon`. */
export const forgetBefore = (intervals: IdIntervals, horizon: Millis): IdIntervals =>
  intervals.filter(([, , time]) => time >= horizon);

/** The union of what two parents saw. */
export function mergeIntervals(a: Json, b: Json): Json {
  const merged: IdIntervals = [];
  const all = [...(a as unknown as IdIntervals), ...(b as unknown as IdIntervals)].sort((x, y) => x[0] - y[0]);
  for (const [from, to, time] of all) {
    const last = merged.at(-1);
    if (last && from <= last[1] + 1) {
      last[1] = Math.max(last[1], to);
      last[2] = Math.max(last[2], time);
    } else merged.push([from, to, time]);
  }
  return merged;
}

/** The index of the last interval that begins at or before `id`; -1 if none does. Most ids come last. */
function lastNotAfter(intervals: IdIntervals, id: number): number {
  let low = 0;
  let high = intervals.length;
  const last = intervals[high - 1];
  if (last === undefined || last[0] <= id) return high - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((intervals[middle]?.[0] ?? 0) <= id) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
