import { PipelineError } from '../core/errors.ts';
import { iso, type Millis } from '../core/time.ts';
import type { RowRange } from '../store/store.ts';
import { firstFrom, lastBefore, takenAs, type When } from './instant.ts';
import { say } from './output.ts';

interface Asked {
  readonly from?: When;
  readonly to?: When;
  readonly key?: string;
}

/** Which rows of a view are wanted; a time of day is of the day of `now`, which says on stderr which one that is. */
export function rangeOf({ from, to, key }: Asked, now: Millis): RowRange {
  const begin = from && taken(from, lastBefore(from, now));
  const end =
    to && taken(to, from && begin !== undefined ? firstFrom(to, earliestEnd(from, begin)) : lastBefore(to, now));
  if (begin !== undefined && end !== undefined && begin >= end) {
    throw new PipelineError(
      'CONFIG',
      `--from is ${iso(begin)} and --to ${iso(end)}: no window starts in between. Wanted: a --to after --from; ` +
        'across midnight with its date.',
    );
  }
  return {
    ...(begin !== undefined && { from: begin }),
    ...(end !== undefined && { to: end }),
    ...(key !== undefined && { key }),
  };
}

/** From where on an end without a day is looked for: two times of day are of one day, and never a whole day apart. */
const earliestEnd = ({ as, millis }: When, begin: Millis): Millis => (as === 'time of day' ? begin - millis : begin);

/** The moment, said on stderr where it may be another one than was meant. */
export function taken(when: When, at: Millis): Millis {
  const text = takenAs(when, at);
  if (text !== undefined) say(text);
  return at;
}
