import { Cron } from 'croner';
import { PipelineError } from '../../core/errors.ts';
import type { Millis } from '../../core/time.ts';
import { type Crontab, crontab, type Line } from './crontab.ts';
import { FIELDS, isEach } from './field.ts';

/** When a job is due. */
export interface Timetable {
  /** The first time behind that one; undefined where none is left. */
  next(after: Millis): Millis | undefined;
  /** The last so many times before that one, the newest last. */
  last(n: number, before: Millis): readonly Millis[];
  /** The zone by whose days and hours it goes. */
  readonly zone: string;
}

interface Of {
  /** Its name, by which `H` is told. */
  readonly job: string;
  /** Such as `Europe/Budapest`; left out: what the schedule's first line says, or else UTC. */
  readonly timezone?: string | undefined;
}

/**
 * The times that a schedule names, by the words of Jenkins: see `crontab` and `valuesOf`. Day of the month and day of
 * the week must both match. Several lines: whenever one of them does.
 *
 * Where clocks are put forward or back: of a line of one minute and one hour a time that does not exist is due at the
 * first moment behind the gap, and one that exists twice the first time only. Any other line is due by what the clock
 * on the wall shows: not at a time that does not exist, and twice at one that exists twice.
 *
 * A PipelineError CONFIG for what cannot be right; a line that is never due is among that.
 */
export function timetable(schedule: string, { job, timezone }: Of): Timetable {
  const table = crontab(schedule, job);
  const zone = zoneOf(table, job, timezone);
  const crons = table.lines.map((line) => cronOf(line, zone, job));
  return {
    zone,
    next: (after) => {
      const times = crons.flatMap((cron) => cron.nextRun(new Date(after))?.getTime() ?? []);
      return times.length === 0 ? undefined : Math.min(...times);
    },
    last: (n, before) => {
      const times = crons.flatMap((cron) => cron.previousRuns(n, new Date(before)).map((time) => time.getTime()));
      return n === 0 ? [] : [...new Set(times)].sort((a, b) => a - b).slice(-n);
    },
  };
}

/** A moment behind which each line that is ever due has a time. */
const ANY = new Date('2000-01-01T00:00:00Z');

function cronOf({ text, values }: Line, timezone: string, job: string): Cron {
  const pattern = FIELDS.map((field, i) => {
    const of = values[i] ?? [];
    return isEach(of, field) ? '*' : of.join(',');
  }).join(' ');
  const cron = new Cron(pattern, { timezone, domAndDow: true, mode: '5-part', paused: true });
  if (cron.nextRun(ANY)) return cron;
  throw new PipelineError('CONFIG', `The schedule of ${job} is wrong: "${text}" names a day that no month has.`);
}

function zoneOf({ zone }: Crontab, job: string, timezone: string | undefined): string {
  if (zone !== undefined && timezone !== undefined && zone !== timezone) {
    throw new PipelineError(
      'CONFIG',
      `The schedule of ${job} says TZ=${zone}, and its timezone is ${timezone}: leave one of them out.`,
    );
  }
  const wanted = timezone ?? zone ?? 'UTC';
  try {
    new Intl.DateTimeFormat('en', { timeZone: wanted });
    return wanted;
  } catch (thrown) {
    throw new PipelineError(
      'CONFIG',
      `The time zone of ${job} is ${JSON.stringify(wanted)}, which is not known. Wanted: such as Europe/Budapest.`,
      { cause: thrown },
    );
  }
}
