import { PipelineError } from '../core/errors.ts';
import { momentIn } from '../core/moment.ts';
import type { Millis } from '../core/time.ts';

/**
 * The moment that a parameter of an address names: ISO 8601, UTC where it names no zone, or ms since 1970. A time
 * without a day, of which the day would have to be guessed, is a PipelineError CONFIG, as is what is no moment at all.
 */
export function askedMoment(name: string, text: string): Millis {
  // A plus that is not written %2B comes as a blank.
  const moment = momentIn(text.replace(/ (?=\d\d:?\d\d$)/, (blank, at: number) => (at > 10 ? '+' : blank)));
  if (typeof moment === 'number') return moment;
  const wrong = moment === undefined ? `${name} is no moment` : `${name} names a day that there is not`;
  throw new PipelineError('CONFIG', `${wrong}. Wanted a day and a time such as 2024-08-08T12:00Z, or ms since 1970.`);
}
