import { PipelineError } from '../core/errors.ts';
import { windowIn } from '../core/pipeline.ts';
import { type Duration, iso, type Millis } from '../core/time.ts';
import { type Merged, settledIn } from '../runtime/merged.ts';
import { viewWindows } from '../runtime/view.ts';
import type { RowRange } from '../store/store.ts';
import type { KeptView } from './kept-view.ts';

export interface Asked {
  readonly range: RowRange;
  /** Instead of its `from`: of windows that end within so long before that moment. */
  readonly last?: Duration | undefined;
  /** As of an instant in the past. */
  readonly at?: Millis | undefined;
  /** How far the view's own time has come. */
  readonly now: Millis;
}

/** The windows of a view that are to be charted. */
export interface Seen {
  /** By start and key. */
  readonly windows: readonly Merged[];
  readonly range: RowRange;
  /** Of an instant in the past: what had closed by then, which nothing changes any more. */
  readonly at: Millis | undefined;
  /** As of when: that instant, or how far the view's own time has come. */
  readonly updated: Millis;
}

/**
 * Reads them: as they are now, open ones included; or as they were at an instant, which is those that were final then,
 * for a row that has not closed was another one each time that one looked. A PipelineError CONFIG for an instant that
 * the view has not come to, LOG for one of which rows have been forgotten, LIMIT for more than can be drawn.
 */
export async function seen(view: string, kept: KeptView, { range: wanted, last, at, now }: Asked): Promise<Seen> {
  const updated = at ?? now;
  const { size, fold } = windowIn(kept.pipeline);
  const range = last === undefined ? wanted : { ...wanted, ...lastBefore(updated, last, size) };
  if (at !== undefined) await refuseUnknown(view, kept, at, range);
  const windows: Merged[] = [];
  const read = at === undefined ? range : closedBy(at, kept, range);
  for await (const one of viewWindows(kept.store, kept.scope, fold, read)) {
    if (at !== undefined && !(one.head.final && one.head.closes <= at)) continue;
    if (windows.push(one) > WINDOWS_MAX) throw tooMany(view);
  }
  return { windows, range, at, updated };
}

/** What begins later has not closed by then, and is not read. */
function closedBy(at: Millis, { pipeline }: KeptView, range: RowRange): RowRange {
  const { span } = windowIn(pipeline);
  return Number.isFinite(span) ? { ...range, to: Math.min(range.to ?? at, at - span + 1) } : range;
}

const WINDOWS_MAX = 100_000;

const tooMany = (view: string): PipelineError =>
  new PipelineError(
    'LIMIT',
    `${view} has more than ${WINDOWS_MAX} rows of this time: ask for fewer, by from, to, last or key.`,
  );

/** From where on windows end behind `last` before that moment: they begin a size before. Of a total: all. */
export const lastBefore = (moment: Millis, last: Duration, size: Duration): RowRange =>
  Number.isFinite(size) ? { from: moment - last - size + 1 } : {};

async function refuseUnknown(view: string, kept: KeptView, at: Millis, { from }: RowRange): Promise<void> {
  const { store, scope, pipeline } = kept;
  if (pipeline.source.bounded) {
    throw new PipelineError('CONFIG', `${view} is of a job, its rows are those of its last run: no instant before.`);
  }
  const { watermark, over } = await settledIn(store, scope);
  if (at > watermark && !over) {
    throw new PipelineError(
      'CONFIG',
      `${view} has come to ${iso(watermark)}, and ${iso(at)} is asked for: not known yet.`,
    );
  }
  const forgotten = await store.forgotten(scope);
  const { span } = windowIn(pipeline);
  if (!forgotten || (from !== undefined && from + span > forgotten.closes)) return;
  const known = forgotten.closes < at;
  const since = iso(forgotten.closes - span);
  const todo = known ? `ask for windows that start after ${since}, by from or last` : 'ask for a later one';
  throw new PipelineError(
    'LOG',
    `Rows of ${view} that closed up to ${iso(forgotten.closes)} have been forgotten, and so the chart would not be ` +
      `that of then: ${todo}.`,
  );
}
