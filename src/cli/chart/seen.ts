import { PipelineError } from '../../core/errors.ts';
import { windowIn } from '../../core/pipeline.ts';
import { type Duration, iso, type Millis } from '../../core/time.ts';
import { type Merged, settledIn } from '../../runtime/merged.ts';
import { viewWindows } from '../../runtime/view.ts';
import type { RowRange } from '../../store/store.ts';
import { lastBefore, type When } from '../instant.ts';
import { type KeptView, timeOf } from '../kept-view.ts';
import type { Session } from '../session.ts';
import { rangeOf, taken } from '../view-range.ts';

export interface Asked {
  readonly from?: When;
  readonly to?: When;
  readonly key?: string;
  readonly last?: Duration;
  readonly at?: When;
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
export async function seen(view: string, kept: KeptView, asked: Asked, session: Session): Promise<Seen> {
  const now = await timeOf(kept, session.clock);
  const at = asked.at && taken(asked.at, lastBefore(asked.at, now));
  const updated = at ?? now;
  const wanted = rangeOf(asked, updated);
  const { size, fold } = windowIn(kept.pipeline);
  // What ends behind that moment began a window's size before it.
  const first = asked.last === undefined ? undefined : updated - asked.last - size + 1;
  const range = first !== undefined && Number.isFinite(first) ? { ...wanted, from: first } : wanted;
  if (at !== undefined) await refuseUnknown(view, kept, at, range);
  const windows: Merged[] = [];
  for await (const one of viewWindows(kept.store, kept.scope, fold, range)) {
    if (at !== undefined && !(one.head.final && one.head.closes <= at)) continue;
    if (windows.push(one) > WINDOWS_MAX) {
      const less = 'ask for fewer, with --from, --to, --last or --key';
      throw new PipelineError('LIMIT', `${view} has more than ${WINDOWS_MAX} rows of this time: ${less}.`);
    }
  }
  return { windows, range, at, updated };
}

const WINDOWS_MAX = 100_000;

async function refuseUnknown(view: string, kept: KeptView, at: Millis, { from }: RowRange): Promise<void> {
  const { store, scope, pipeline } = kept;
  if (pipeline.source.bounded) {
    throw new PipelineError('CONFIG', `${view} is of a job, its rows are those of its last run: leave --at out.`);
  }
  const { watermark, over } = await settledIn(store, scope);
  if (at > watermark && !over) {
    throw new PipelineError('CONFIG', `${view} has come to ${iso(watermark)}, and --at is ${iso(at)}: not known yet.`);
  }
  const forgotten = await store.forgotten(scope);
  const { span } = windowIn(pipeline);
  if (!forgotten || (from !== undefined && from + span > forgotten.closes)) return;
  const known = forgotten.closes < at;
  const since = iso(forgotten.closes - span);
  const todo = known ? `ask for windows that start after ${since}, by --from or --last` : 'ask for a later one';
  throw new PipelineError(
    'LOG',
    `Rows of ${view} that closed up to ${iso(forgotten.closes)} have been forgotten, and so the chart would not be ` +
      `that of then: ${todo}.`,
  );
}
