import { windowIn } from '../../core/pipeline.ts';
import { settledIn } from '../../runtime/merged.ts';
import type { FoundView } from './found.ts';
import type { PastRange } from './view-shapes.ts';

/** The instants at which something of these views was final, and is known: from their first row to their last one. */
export async function pastOf(views: readonly FoundView[]): Promise<PastRange | null> {
  const ranges = await Promise.all(views.map(rangeOf));
  return ranges.reduce((all, one) => (all && one ? widest(all, one) : (all ?? one)), null);
}

async function rangeOf({ view, kept }: FoundView): Promise<PastRange | null> {
  if (!kept || view.pipeline.source.bounded) return null;
  const { store, scope, pipeline } = kept;
  const { size, span } = windowIn(pipeline);
  if (!Number.isFinite(span)) return null;
  const { watermark } = await settledIn(store, scope);
  const forgotten = await store.forgotten(scope);
  let first = forgotten && forgotten.closes + view.last;
  if (first === undefined) {
    for await (const { closes } of store.rows(scope)) {
      first = closes;
      break;
    }
  }
  if (first === undefined || watermark < first) return null;
  return { from: first, to: first + Math.floor((watermark - first) / size) * size, step: size };
}

const widest = (a: PastRange, b: PastRange): PastRange => ({
  from: Math.min(a.from, b.from),
  to: Math.max(a.to, b.to),
  step: Math.min(a.step, b.step),
});
