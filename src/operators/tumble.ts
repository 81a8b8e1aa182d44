import type { Aggregates, Results } from '../core/aggregate.ts';
import { PipelineError } from '../core/errors.ts';
import { type TimeOption, timeIn } from '../core/event-time.ts';
import type { Key } from '../core/key.ts';
import type { Operator } from '../core/operator.ts';
import type { Row } from '../core/row.ts';
import { type Duration, END_OF_TIME, type Millis } from '../core/time.ts';
import { windowed } from '../core/windowed.ts';

interface TumbleOptions<T> {
  /** The width of a window; windows start at its multiples, counted from 1970-01-01T00:00Z. */
  readonly size: Duration;
  /** How long after its end a window still takes events, in event time. It has no default: only the author can know. */
  readonly lateness: Duration;
  /** One row for each value of this field, or of this function. */
  readonly key: Key<T>;
}

/**
 * Windows of one size that follow each other, each folded by `aggregates` into one row a key. A row is provisional
 * until the watermark reaches its window's end + lateness, then final, once and for ever. An event that comes after
 * that is set aside as `late`, judged by the watermark before its own record: neither the cut into batches nor a
 * filter in front nor a restart changes the verdict.
 */
export function tumble<T, const A extends Aggregates<T>>(
  options: TumbleOptions<T> & TimeOption<T>,
  aggregates: A,
): Operator<T, Row<Results<A>>> {
  const { size, lateness, key } = options;
  const time = timeIn(options);
  if (!(size > 0 && size < END_OF_TIME) || !(lateness >= 0 && lateness < END_OF_TIME)) {
    throw new PipelineError(
      'CONFIG',
      `tumble was given size: ${size}, lateness: ${lateness}. Wanted: two spans such as minutes(1) and seconds(5); ` +
        'how late events may come only you can know, so it has no default.',
    );
  }
  const place = (time: Millis) => {
    const start = Math.floor(time / size) * size;
    return { start, end: start + size, closes: start + size + lateness };
  };
  const details = [size, lateness, time.name];
  return windowed({ kind: 'tumble', size, span: size + lateness, key, time, place, details }, aggregates);
}
