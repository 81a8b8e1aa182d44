import type { Fold } from '../core/fold.ts';
import type { Partials } from '../core/partials.ts';
import type { Row, RowHead } from '../core/row.ts';
import { type Merged, rowOf } from '../runtime/merged.ts';

/**
 * Windows as the rows that a chart draws: those that `by` names alike are one, folded by the aggregates themselves, so
 * that a sum is the sum of all, a mean the mean of all, and a candle begins with the first open.
 */
export function grouped(fold: Fold<never>, windows: readonly Merged[], by: (head: RowHead) => string): readonly Row[] {
  const groups = new Map<string, Merged>();
  for (const one of windows) {
    const name = by(one.head);
    const before = groups.get(name);
    groups.set(name, before ? both(fold, before, one) : one);
  }
  return [...groups.values()].map((one) => rowOf(fold, one));
}

function both(fold: Fold<never>, a: Merged, b: Merged): Merged {
  const partials: Partials = fold.merge(a.partials, b.partials);
  const head = {
    key: a.head.key === b.head.key ? a.head.key : '',
    start: Math.min(a.head.start, b.head.start),
    end: Math.max(a.head.end, b.head.end),
    closes: Math.max(a.head.closes, b.head.closes),
    final: a.head.final && b.head.final,
  };
  return { head, partials, before: a.before };
}
