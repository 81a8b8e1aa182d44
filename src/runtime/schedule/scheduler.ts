import { type Clock, type Duration, iso, type Millis, minutes } from '../../core/time.ts';
import type { ScheduledJob } from './job.ts';
import { Lane, type Lanes } from './lane.ts';
import { patiently } from './patient.ts';
import { Slots } from './slots.ts';

export interface Scheduling extends Omit<Lanes, 'slots'> {
  /** Runs beside each other, at most, of all jobs together. */
  readonly atOnce: number;
}

/** What is due for longer was missed: the process was stopped, its machine asleep, or its clock put forward. */
const LATE: Duration = minutes(1);
/** The clock is looked at as often at least, because it may be set. */
const LOOK: Duration = minutes(1);
/** Runs among which the last one that was due is looked for. */
const RECENT = 100;

/**
 * Runs each job when it is due, by the clock, one run of a job at a time; until the signal is given, when all that goes
 * on has ended. Of several that work on one store, `run` has to see to it that one runs a job for a time: what was
 * begun for that time is not begun again, though it is offered here again when a clock is set back, or after a start.
 */
export async function schedule(jobs: readonly ScheduledJob[], scheduling: Scheduling): Promise<void> {
  const lanes: Lanes = { ...scheduling, slots: new Slots(scheduling.atOnce) };
  await Promise.all(
    jobs.map(async (job) => {
      const lane = new Lane(job, lanes);
      await follow(job, lane, lanes);
      await lane.settled();
    }),
  );
}

/** Tells a lane each time that is due, from now on. */
async function follow(job: ScheduledJob, lane: Lane, lanes: Lanes): Promise<void> {
  const { clock, logger, signal } = lanes;
  const { name: pipeline, timetable, catchUp } = job;
  /** All up to here were told. */
  let at = clock.now() - 1;
  if (catchUp > 0) lane.missed(await missedBefore(at + 1, job, lanes));
  while (!signal.aborted) {
    const next = timetable.next(at);
    const came = await until(next ?? Number.POSITIVE_INFINITY, clock, signal);
    const now = clock.now();
    if (came === 'set back' && at > now + LATE) {
      logger.warn({ pipeline, now: iso(now) }, 'the clock was set back: what has run is not run again');
      at = now - 1;
    } else if (came === 'due' && next !== undefined) {
      const missed = next <= now - LATE;
      if (missed) {
        const made = timetable.last(catchUp, now - LATE + 1).filter((time) => time > at);
        logger.warn({ pipeline, since: iso(next), caughtUp: made.length }, 'times at which it was due were missed');
        lane.missed(made);
      } else lane.due(next);
      at = missed ? now - LATE : next;
    }
  }
}

/** What was missed since the last run that was due; of a job that never was, nothing. */
async function missedBefore(now: Millis, job: ScheduledJob, lanes: Lanes): Promise<readonly Millis[]> {
  const { name, timetable, catchUp } = job;
  const runs = await patiently(`the runs of ${name}`, () => lanes.jobs.runs(name, { limit: RECENT }), lanes);
  // By a clock that was wrong, others may have been run for times that are yet to come.
  const times = runs?.flatMap(({ scheduled }) => scheduled ?? []).filter((time) => time <= now) ?? [];
  if (times.length === 0) return [];
  const last = Math.max(...times);
  return timetable.last(catchUp, now).filter((time) => time > last);
}

/** Sleeps until that time, by a clock that may be set meanwhile. */
async function until(time: Millis, clock: Clock, signal: AbortSignal): Promise<'due' | 'set back' | 'stopped'> {
  for (let seen = clock.now(); ; ) {
    if (signal.aborted) return 'stopped';
    if (seen >= time) return 'due';
    await clock.sleep(Math.min(time - seen, LOOK), signal);
    const now = clock.now();
    if (now < seen) return 'set back';
    seen = now;
  }
}
