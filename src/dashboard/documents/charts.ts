import { barChart } from '../../charts/bar.ts';
import type { Chart } from '../../core/chart.ts';
import { messageOf, PipelineError } from '../../core/errors.ts';
import { windowIn } from '../../core/pipeline.ts';
import { drawn } from '../../views/drawn.ts';
import type { KeptView } from '../../views/kept-view.ts';
import { lastBefore, type Seen } from '../../views/seen.ts';
import type { DeclaredChart, DeclaredView } from '../declared.ts';
import { isOfStore } from '../store-fails.ts';
import type { ShownChart } from './view-shapes.ts';

/** The windows of a view, or why they cannot be had. */
export type Found =
  | { readonly kept: KeptView; readonly seen: Seen }
  | { readonly problem: string /** Where it was refused. */; readonly refused?: PipelineError };

/** A chart of what was found; of nothing, or of what cannot be drawn, one that says why. */
export async function chartOf(view: DeclaredView, chart: DeclaredChart, found: Found, key?: string): Promise<Chart> {
  const title = titleOf(view, chart, key);
  if ('problem' in found) return saying(view, found.problem, title);
  const { kept, seen } = found;
  const { size } = windowIn(kept.pipeline);
  const since = lastBefore(seen.updated, chart.last, size);
  const windows = seen.windows.filter(
    ({ head }) => head.start >= (since.from ?? head.start) && head.key === (key ?? head.key),
  );
  const range = { ...since, ...(key !== undefined && { key }) };
  try {
    return await drawn(view.name, kept, { ...seen, windows, range }, { ...chart, key, ...title });
  } catch (thrown) {
    if (isOfStore(thrown)) throw thrown;
    // A function of the pipeline's author is no reason to show nothing of the others.
    const why = thrown instanceof PipelineError ? messageOf(thrown) : `${chart.name} throws: ${messageOf(thrown)}`;
    return saying(view, `${why}${placeOf(thrown)}`, title);
  }
}

/** Where in a file it was thrown, of what is nobody's sentence. */
function placeOf(thrown: unknown): string {
  if (thrown instanceof PipelineError || !(thrown instanceof Error)) return '';
  const [, place] = /\(?(?:file:\/\/)?([^()\s]+:\d+):\d+\)?$/m.exec(thrown.stack ?? '') ?? [];
  return place === undefined ? '' : ` (${place})`;
}

export const shownAs = ({ kind: _, ...chart }: Chart, view: DeclaredView, name: string, key?: string): ShownChart => ({
  ...chart,
  ...{ name, view: view.name },
  ...(key !== undefined && { key }),
});

/** Of a key that is chosen it is said which one that is. */
function titleOf({ name }: DeclaredView, { title }: DeclaredChart, key: string | undefined) {
  if (title === undefined || key === undefined) return title === undefined ? {} : { title };
  if (typeof title === 'string') return { title: `${key}, ${title}` };
  return { title: (rows: readonly never[]) => `${key}, ${title(rows) ?? name}` };
}

const saying = ({ name }: DeclaredView, empty: string, { title = name }: ReturnType<typeof titleOf>): Chart =>
  barChart([], { title: typeof title === 'string' ? title : name, x: () => '', y: () => 0, empty });
