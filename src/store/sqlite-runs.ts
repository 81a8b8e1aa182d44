import type { Millis } from '../core/time.ts';
import type { PictureHead, Result, Run } from './jobs.ts';
import { runOf } from './stored-run.ts';
import { fromText } from './text.ts';

/** What a run is read by. */
export const RUN =
  'runs.job, number, cause, scheduled, owner, started, heard, result, duration, error, records, setAside, pictures';

export interface Columns {
  readonly job: string;
  readonly number: number;
  readonly cause: string;
  readonly scheduled: Millis | null;
  readonly owner: string;
  readonly started: Millis;
  readonly heard: Millis;
  readonly result: Result | null;
  readonly duration: Millis | null;
  readonly error: string | null;
  readonly records: number | null;
  readonly setAside: number | null;
  readonly pictures: string;
}

export const toStored = ({
  job: _job,
  scheduled,
  owner,
  result,
  duration,
  error,
  records,
  setAside,
  pictures,
  ...as
}: Columns) => ({
  ...{ ...as, scheduled: scheduled ?? undefined, owner: fromText(owner) },
  ...{ result: result ?? undefined, duration: duration ?? undefined, error: error ?? undefined },
  ...{ records: records ?? undefined, setAside: setAside ?? undefined },
  pictures: JSON.parse(pictures) as readonly PictureHead[],
});

export const toRun = (columns: Columns, now: Millis): Run => runOf(fromText(columns.job), toStored(columns), now);
