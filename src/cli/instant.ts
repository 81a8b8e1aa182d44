import { InvalidArgumentError } from 'commander';
import { MILLIS, momentIn } from '../core/moment.ts';
import { days, iso, type Millis } from '../core/time.ts';

/** A moment as people write it: at once known, or a time of day of which the day is to be found. */
export interface When {
  readonly text: string;
  /** ms since 1970; of a time of day the ms since midnight, UTC. */
  readonly millis: Millis;
  readonly as: 'date' | 'millis' | 'time of day';
}

export const WHEN = 'a time such as 2024-08-08T12:00Z, 12:00, or ms since 1970';

/** Reads an ISO date or time (UTC where it names no zone), a time of day in UTC, or ms since 1970. */
export function whenOf(text: string): When {
  const day = /^(\d{1,2}):(\d\d)(?::(\d\d))?$/.exec(text);
  if (day) {
    const [, hour, minute, second = 0] = day.map(Number);
    const millis = Date.UTC(1970, 0, 1, hour, minute, second || 0);
    if (millis < days(1) && Number(minute) < 60 && (second || 0) < 60) return { text, millis, as: 'time of day' };
  } else {
    const millis = momentIn(text);
    if (millis === 'no such day') {
      throw new InvalidArgumentError(`There is no ${text.slice(0, 10)}. Wanted ${WHEN}.`);
    }
    if (millis !== undefined) return { text, millis, as: MILLIS.test(text) ? 'millis' : 'date' };
  }
  throw new InvalidArgumentError(`Wanted ${WHEN}.`);
}

/** The moment itself: of a time of day the last one at or before `latest`. */
export const lastBefore = ({ millis, as }: When, latest: Millis): Millis =>
  as === 'time of day' ? Math.floor((latest - millis) / days(1)) * days(1) + millis : millis;

/** The moment itself: of a time of day the first one at or after `earliest`. */
export const firstFrom = ({ millis, as }: When, earliest: Millis): Millis =>
  as === 'time of day' ? Math.ceil((earliest - millis) / days(1)) * days(1) + millis : millis;

/** As what it was taken, where that may be another moment than the one that was meant. */
export const takenAs = ({ text, as }: When, at: Millis): string | undefined =>
  as === 'date' ? undefined : `${text} is taken as ${iso(at)}${as === 'millis' ? ', ms since 1970' : ''}`;
