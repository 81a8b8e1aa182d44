/** Ids from … to, both included. */
export type Range = readonly [from: number, to: number];

export const holds = (ranges: readonly Range[], id: number): boolean =>
  ranges.some(([from, to]) => from <= id && id <= to);

/** What is left of the ranges without these ids. */
export const without = (ranges: readonly Range[], from: number, to: number): readonly Range[] =>
  ranges.flatMap(([a, b]): readonly Range[] => {
    if (b < from || to < a) return [[a, b]];
    return [...(a < from ? [[a, from - 1] as const] : []), ...(to < b ? [[to + 1, b] as const] : [])];
  });
