import type { Row } from '../core/row.ts';
import type { View } from '../core/sink.ts';
import { checkSpans } from '../core/spans.ts';
import { type Duration, days } from '../core/time.ts';

interface ViewOptions {
  /** How long a final row is kept after it closed, by the watermark; `Infinity`: for ever. Default: 30 days. */
  readonly keep?: Duration;
}

/**
 * Keeps the rows of a window under a name in the store, merged over partitions when read: by `millrace rows NAME`, or
 * by a second pipeline, `from(rows(pipeline))`.
 */
export function view(name: string, { keep = days(30) }: ViewOptions = {}): View<Row> {
  if (keep !== Number.POSITIVE_INFINITY) checkSpans('view', { keep });
  return { kind: 'view', name, keep };
}
