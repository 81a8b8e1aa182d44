import { nameOf } from '../core/aggregate.ts';
import { eachEvent } from '../core/each-event.ts';
import { type Operator, operator } from '../core/operator.ts';
import { settled } from '../core/settled.ts';

/**
 * Lets through the events for which `wanted` is true; the others are counted. In front of a window it changes no
 * verdict on lateness: the watermark was set by `parse`.
 */
export function filter<A, B extends A>(wanted: (event: A) => event is B): Operator<A, B>;
export function filter<A>(wanted: (event: A) => boolean): Operator<A, A>;
export function filter<A>(wanted: (event: A) => boolean): Operator<A, A> {
  return operator({ name: 'filter', details: nameOf(wanted) }, () => (batch) => {
    let unwanted = 0;
    const filtered = eachEvent<A, A>('filter', batch, (event, emit) => {
      if (settled('filter', wanted(event))) emit(event);
      else unwanted++;
    });
    if (batch.purpose === 'data') batch.state.count('filtered', unwanted);
    return filtered;
  });
}
