import { nameOf } from '../core/aggregate.ts';
import type { Batch } from '../core/batch.ts';
import { sizeOf } from '../core/columns.ts';
import { eachEvent } from '../core/each-event.ts';
import type { Json } from '../core/json.ts';
import { type Operator, operator } from '../core/operator.ts';
import { settled } from '../core/settled.ts';
import { byFields, type Wanted } from './filter/by-fields.ts';

/**
 * Lets through the events for which `wanted` is true, or whose fields are among the values that it gives, as in
 * `filter({ symbol: ['BTCUSDT', 'ETHUSDT'] })`; the others are counted. Of events that lie in columns, fields are read
 * there. In front of a window it changes no verdict on lateness: the watermark was set by `parse`.
 */
export function filter<A, B extends A>(wanted: (event: A) => event is B): Operator<A, B>;
export function filter<A>(wanted: (event: A) => boolean): Operator<A, A>;
export function filter<A>(wanted: Wanted<NoInfer<A>>): Operator<A, A>;
export function filter<A>(wanted: ((event: A) => boolean) | Wanted<A>): Operator<A, A> {
  const isFunction = typeof wanted === 'function';
  const step = isFunction ? (batch: Batch<A>) => byFunction(batch, wanted) : byFields(wanted);
  return operator({ name: 'filter', details: isFunction ? nameOf(wanted) : (wanted as Json) }, () => (batch) => {
    const filtered = step(batch);
    if (batch.purpose === 'data') {
      const failed = filtered.rejected.length - batch.rejected.length;
      batch.state.count('filtered', sizeOf(batch) - sizeOf(filtered) - failed);
    }
    return filtered;
  });
}

function byFunction<A>(batch: Batch<A>, wanted: (event: A) => boolean): Batch<A> {
  return eachEvent<A, A>('filter', batch, (event, emit) => {
    if (settled('filter', wanted(event))) emit(event);
  });
}
