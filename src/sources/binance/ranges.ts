/** Ids from … to, both included. */
export type Range = readonly [from: number, to: number];

/** Ranges of one symbol that are remembered. */
const RANGES_MAX = 50;

export const holds = (ranges: readonly Range[], id: number): boolean =>
  ranges.some(([from, to]) => from <= id && id <= to);

/** What is left of the ranges without these ids. */
export const without = (ranges: readonly Range[], from: number, to: number): readonly Range[] =>
  ranges.flatMap(([a, b]): readonly Range[] => {
    if (b < from || to < a) return [[a, b]];
    return [...(a < from ? [[a, from - 1] as const] : []), ...(to < b ? [[to + 1, b] as const] : [])];
  });

/** The ranges and one more, in order. */
export const withRange = (ranges: readonly Range[], range: Range): readonly Range[] =>
  [...ranges, range].sort(([a], [b]) => a - b);

/**
 * Of too many those two that are nearest become one, with what is between them: to have some trades twice costs less
 * than to forget one.
 */
export function bounded(ranges: readonly Range[]): readonly Range[] {
  let all = ranges;
  while (all.length > RANGES_MAX) {
    const spaces = all.slice(1).map(([from], i) => from - (all[i]?.[1] ?? from));
    const at = spaces.indexOf(Math.min(...spaces));
    const [left, right] = [all[at], all[at + 1]];
    if (!left || !right) break;
    all = all.toSpliced(at, 2, [left[0], Math.max(left[1], right[1])]);
  }
  return all;
}
