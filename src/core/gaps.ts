import type { Millis } from './time.ts';

/** The ids `from` … `to` of one key, both included, that a log itself says it has not. */
export interface Gap {
  readonly key: string;
  readonly from: number;
  readonly to: number;
}

/** What a partition's log has told of the gaps of one key. */
export interface GapsOf {
  readonly gaps: number;
  readonly missed: number;
  /** The last ones, oldest first; `time` is when they showed. */
  readonly last: readonly { readonly time: Millis; readonly from: number; readonly to: number }[];
}

/** The name of the cells that hold them, by key. */
export const GAPS = 'gaps';
/** Of each key so many are kept; of earlier ones the number alone. */
const KEPT = 16;

export function withGap(
  { gaps, missed, last }: GapsOf = { gaps: 0, missed: 0, last: [] },
  { from, to }: Gap,
  time: Millis,
): GapsOf {
  return { gaps: gaps + 1, missed: missed + to - from + 1, last: [...last, { time, from, to }].slice(-KEPT) };
}
