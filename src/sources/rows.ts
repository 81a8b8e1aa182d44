import { of } from 'rxjs';
import { PipelineError } from '../core/errors.ts';
import { keptRowsOf } from '../core/fingerprint.ts';
import { type Pipeline, viewsOf, windowIn } from '../core/pipeline.ts';
import type { Row } from '../core/row.ts';
import type { Partition, RunContext, Source } from '../core/source.ts';
import { checkSpans } from '../core/spans.ts';
import { type Duration, spanText } from '../core/time.ts';
import { following } from './rows/following.ts';
import { snapshotReader } from './rows/snapshot.ts';

interface LastOptions {
  /** Of the windows that start within so long before the run was due, and then it is over: its pipeline is a job. */
  readonly last: Duration;
  /** Open windows, too, as they stand when the run begins (at most 10,000 rows of them). Default: false. */
  readonly open?: boolean;
}

/**
 * The rows of another pipeline's view, each once, when it is final, in closing order, which is also the position. One
 * partition, whatever the other pipeline's log has: it is what needs the whole of a stream. A row's event time is its
 * start, which a window over rows is told too: `tumble({ …, time: 'start' }, …)`. Errors with CONFIG for
 * a pipeline without a view, and for a job, whose rows are those of its last run alone.
 *
 * With `last` a job: the rows that are there when it begins, and the same ones after a crash. The last windows are not
 * final yet then, and so not among them unless `open`; a report that may miss none follows the rows into a tumble.
 */
export function rows<R>(pipeline: Pipeline<Row<R>>, options?: LastOptions): Source<Row<R>> {
  const [id] = viewsOf(pipeline);
  if (id === undefined || pipeline.source.bounded) {
    const why =
      id === undefined ? 'it keeps no view: end it with view(…)' : 'it is a job, each run has rows of its own';
    throw new PipelineError('CONFIG', `rows(${pipeline.name}) cannot be followed: ${why}.`);
  }
  const kept = keptRowsOf(pipeline);
  const fingerprint = `rows(${kept.pipeline})`;
  const one = (open: (context: RunContext) => Partition<Row<R>>['open']) => (context: RunContext) =>
    of([{ id, parents: [], open: open(context) }]);
  const shared = { kind: 'other', upstream: kept, onePartition: true, timeOf: ({ start }: Row) => start } as const;
  if (options === undefined) {
    const partitions = one((context) => async (from) => following<R>(kept, context, from));
    return { ...shared, name: `rows(${id})`, fingerprint, bounded: false, partitions };
  }
  const { last, open = false } = options;
  refuseSpan(pipeline, last);
  const wanted = { last, open, span: windowIn(pipeline).span };
  return {
    ...shared,
    name: `rows(${id}, last ${spanText(last)}${open ? ', open' : ''})`,
    fingerprint: `${fingerprint}, ${last}, ${open}`,
    bounded: true,
    partitions: one((context) => async (from) => snapshotReader<R>(kept, context, wanted, from)),
  };
}

function refuseSpan({ name, destinations }: Pipeline, last: Duration): void {
  checkSpans(`rows(${name})`, { last });
  for (const destination of destinations) {
    if (destination.kind !== 'view' || destination.keep >= last) continue;
    throw new PipelineError(
      'CONFIG',
      `rows(${name}) was given last: ${last} ms, and its view keeps rows for ${destination.keep} ms only: ask for ` +
        'less, or let the view keep more.',
    );
  }
}
