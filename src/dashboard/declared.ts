import { type Pipeline, windowOf } from '../core/pipeline.ts';
import { type Clock, type Duration, hours } from '../core/time.ts';
import type { ViewChart } from '../core/view-chart.ts';
import { RecentWindows } from '../views/recent.ts';

/** A view whose pipeline declares charts of it. */
export interface DeclaredView {
  readonly name: string;
  readonly pipeline: Pipeline;
  readonly charts: readonly DeclaredChart[];
  /** For as long as the charts go back. */
  readonly last: Duration;
  readonly recent: RecentWindows;
}

export interface DeclaredChart extends ViewChart {
  readonly name: string;
  readonly last: Duration;
}

/** The views that pipelines declare charts of, in their order. */
export function declaredViews(pipelines: readonly Pipeline[], clock: Clock): readonly DeclaredView[] {
  return pipelines.flatMap((pipeline) =>
    pipeline.destinations.flatMap((one) => {
      if (one.kind !== 'view' || !windowOf(pipeline)) return [];
      const charts = Object.entries(one.charts ?? {}).map(([name, { last = LAST, ...chart }]) => ({
        ...chart,
        last,
        name,
      }));
      if (charts.length === 0) return [];
      const last = Math.max(...charts.map((chart) => chart.last));
      return [{ name: one.name, pipeline, charts, last, recent: new RecentWindows(one.name, last, clock) }];
    }),
  );
}

const LAST: Duration = hours(1);
