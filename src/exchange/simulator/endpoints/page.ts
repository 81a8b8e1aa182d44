import { hours, type Millis } from '../../../core/time.ts';
import { type Query, Refusal } from '../query.ts';

/** How much time one request may span. */
const SPAN_HOURS = 24;

/** What a request asks for of a list in the order of ids: from an id on, between two times, or the last ones. */
export function page<T extends { readonly id: number; readonly time: Millis }>(
  all: readonly T[],
  query: Query,
  first: 'fromId' | 'orderId',
): readonly T[] {
  const id = query.number(first);
  const from = query.number('startTime');
  const to = query.number('endTime');
  const limit = query.limit();
  if (id !== undefined && first === 'fromId' && (from !== undefined || to !== undefined)) {
    throw new Refusal(-1128, 'Combination of optional parameters invalid.');
  }
  if (from !== undefined && to !== undefined && to - from > hours(SPAN_HOURS)) {
    throw new Refusal(-1127, `More than ${SPAN_HOURS} hours between startTime and endTime.`);
  }
  const within = all.filter(
    (one) => one.id >= (id ?? 0) && one.time >= (from ?? 0) && one.time <= (to ?? Number.POSITIVE_INFINITY),
  );
  // From a start the first, otherwise the last.
  return id === undefined && from === undefined ? within.slice(-limit) : within.slice(0, limit);
}
