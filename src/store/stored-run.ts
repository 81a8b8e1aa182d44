import { PipelineError } from '../core/errors.ts';
import type { Picture } from '../core/picture.ts';
import { type Duration, days, type Millis, START_OF_TIME } from '../core/time.ts';
import {
  type Beginning,
  type Ending,
  type Keep,
  LOST_AFTER,
  type PictureHead,
  type Result,
  RUNS_MAX,
  type Run,
} from './jobs.ts';
import { LogTail, withoutPasswords } from './log-tail.ts';

/** Pictures of one run, and their bytes in all. */
const PICTURES = { count: 10, bytes: 4 << 20 };
/** No clock that is right is ahead of the store's by so much. */
export const AHEAD: Duration = days(1);
/** In UTF-16 code units. */
const ERROR_MAX = 1_000;

/** A run as the stores hold it; whether it is lost hangs on when it is looked at. */
export interface StoredRun extends Omit<Run, 'job' | 'state' | 'duration'> {
  /** When it last said that it goes on. */
  readonly heard: Millis;
  readonly result: Result | undefined;
  readonly duration: Millis | undefined;
}

/** As it stands now, by the store's clock. */
export function runOf(job: string, { heard, result, duration, ...run }: StoredRun, now: Millis): Run {
  const state = result ?? (isGoing({ heard, result }, now) ? 'running' : 'lost');
  const until = state === 'running' ? now : heard;
  return { job, ...run, state, duration: duration ?? Math.max(0, until - run.started) };
}

/** One that was heard of in a time that is yet to come was written to by a clock that was wrong. */
const isGoing = ({ heard, result }: Pick<StoredRun, 'heard' | 'result'>, now: Millis): boolean =>
  result === undefined && heard + LOST_AFTER > now && heard <= now + LOST_AFTER;

/** What no two runs of a job that are kept have in common. */
export const identityOf = ({ scheduled, owner }: Beginning): string =>
  scheduled === undefined ? `by ${owner}` : `at ${scheduled}`;

export function refuseKeep({ job, keep: { runs, age } }: Beginning): void {
  if (Number.isInteger(runs) && runs >= 1 && runs <= RUNS_MAX && age >= 0) return;
  throw new PipelineError(
    'CONFIG',
    `Of ${job} ${runs} runs of the last ${age} ms are to be kept. Wanted: 1 to ${RUNS_MAX} runs, of 0 ms or more.`,
  );
}

type Aged = Pick<StoredRun, 'started' | 'heard' | 'result'>;

/**
 * Which of the oldest runs, of as many as there are in all, are not kept any longer. The last one has just begun; by
 * the one before it is told what it is to its job, and be that a month old.
 */
export const forgettable = <T extends Aged>(oldest: readonly T[], all: number, keep: Keep, now: Millis): readonly T[] =>
  oldest.filter((run, i) => {
    const old = i < all - 2 && run.started < now - keep.age;
    return (old || i < all - keep.runs) && !isGoing(run, now);
  });

/**
 * The latest time that runs were due for which are forgotten: those due by then are not begun again. One that is yet to
 * come was told by a clock that was wrong, and would stop a job until then.
 */
export const latestOf = (runs: readonly Pick<Run, 'scheduled'>[], before: Millis, now: Millis): Millis =>
  runs
    .map(({ scheduled = START_OF_TIME }) => scheduled)
    .concat(before)
    .reduce((latest, time) => (time > now + AHEAD ? latest : Math.max(latest, time)), START_OF_TIME);

/** What is kept of an ending. */
export interface Kept {
  readonly log: string;
  readonly error: string | undefined;
  readonly pictures: readonly Picture[];
}

/** Within bounds. Pictures that are too many or too large are left out, and the log says so at its end. */
export function keptOf({ log, error = '', pictures = [] }: Ending): Kept {
  const tail = new LogTail().add(log);
  const kept: Picture[] = [];
  let left = PICTURES.bytes;
  for (const picture of new Map(pictures.map((one) => [one.name, one])).values()) {
    const { length } = picture.data;
    if (kept.length < PICTURES.count && length <= left) {
      kept.push(picture);
      left -= length;
    } else {
      tail.add(
        `The picture ${picture.name} of ${length} bytes is left out: of a run ${PICTURES.count} are kept, ` +
          `of ${PICTURES.bytes} bytes in all.`,
      );
    }
  }
  const [line = ''] = withoutPasswords(error).trim().split('\n', 1);
  return { log: tail.text, error: line.slice(0, ERROR_MAX).toWellFormed() || undefined, pictures: kept };
}

export const headOf = ({ name, type, data }: Picture): PictureHead => ({ name, type, bytes: data.length });
