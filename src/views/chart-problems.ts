import { foldOf, type Pipeline, windowOf } from '../core/pipeline.ts';
import { overTime, TYPES, type ViewChart } from '../core/view-chart.ts';
import { addsUp } from './fields.ts';

/** What cannot be right about the charts that a pipeline's views declare, each in one sentence. */
export function* chartProblems(pipeline: Pipeline): Generator<string> {
  for (const one of pipeline.destinations) {
    if (one.kind !== 'view') continue;
    for (const [name, chart] of Object.entries(one.charts ?? {})) {
      for (const problem of problemsOf(pipeline, chart)) yield `The chart ${name} of ${one.name} ${problem}`;
    }
  }
}

function* problemsOf(pipeline: Pipeline, { type, field, draw, by, top, log }: ViewChart): Generator<string> {
  const window = windowOf(pipeline);
  if (!window) return;
  if (draw) {
    if (by !== 'key' && by !== 'window') yield `has rows by ${by}, wanted by: 'key' or 'window'.`;
    return;
  }
  if (type === undefined || !TYPES.includes(type))
    return yield `is of type ${type}, wanted one of ${TYPES.join(', ')}.`;
  const fold = foldOf(pipeline);
  const fields = [field ?? []].flat();
  const unknown = fields.find((one) => !fold.names.includes(one.split('.')[0] ?? ''));
  if (unknown !== undefined) return yield `is of ${unknown}, and the rows have ${fold.names.join(', ')}.`;
  const wanted = type === 'scatter' ? 2 : 1;
  if (fields.length !== wanted) yield `is of ${fields.length} fields, and a ${type} of ${wanted}.`;
  const mean = fields.find((one) => !addsUp(fold, one));
  if (type === 'treemap' && mean !== undefined) yield `shows ${mean} as parts of a whole: it cannot be added up.`;
  if (overTime(type) && !Number.isFinite(window.size)) yield 'goes over time, and the rows are totals.';
  if (top !== undefined && type !== 'treemap') yield `marks the top ${top}: that goes with a treemap.`;
  if (top !== undefined && !(Number.isInteger(top) && top >= 0)) yield `marks the top ${top}, wanted 0 or more.`;
  if (log && type !== 'scatter') yield 'has axes in powers of ten: they go with a scatter.';
}
