import { PipelineError } from '../core/errors.ts';
import type { RowHead } from '../core/row.ts';
import type { View } from '../core/sink.ts';
import { checkSpans } from '../core/spans.ts';
import { type Duration, days } from '../core/time.ts';
import type { ViewChart, ViewChartOf } from '../core/view-chart.ts';

interface ViewOptions<T> {
  /** How long a final row is kept after it closed, by the watermark; `Infinity`: for ever. Default: 30 days. */
  readonly keep?: Duration;
  /** How the dashboard draws it: charts by their names, such as `usd-by-symbol`, which no other view has. */
  readonly charts?: { readonly [name: string]: ViewChartOf<NoInfer<T>> };
}

/**
 * Keeps the rows of a window under a name in the store, merged over partitions when read: by `millrace rows NAME`, by a
 * second pipeline, `from(rows(pipeline))`, or by the dashboard, as charts. Other charts are no reason to fold anew.
 */
export function view<T extends RowHead>(name: string, { keep = days(30), charts = {} }: ViewOptions<T> = {}): View<T> {
  if (keep !== Number.POSITIVE_INFINITY) checkSpans('view', { keep });
  for (const [chart, { last }] of Object.entries<ViewChart>(charts)) {
    if (last !== undefined) checkSpans(`the chart ${chart}`, { last });
    if (!NAME.test(chart)) {
      throw new PipelineError(
        'CONFIG',
        `A chart of ${name} is named "${chart}": wanted letters, digits and -, at most 60.`,
      );
    }
  }
  return { kind: 'view', name, keep, charts };
}

/** It stands in an address. */
const NAME = /^[a-z\d][a-z\d-]{0,59}$/i;
