import { nameOf } from '../core/aggregate.ts';
import { eachEvent } from '../core/each-event.ts';
import { type Operator, operator } from '../core/operator.ts';
import type { Settled } from '../core/settled.ts';

/** Each event becomes what `project` makes of it. An event on which it throws is set aside as `failed`. */
export function map<A, B>(project: (event: A) => Settled<B>): Operator<A, B> {
  return operator(
    { name: 'map', details: nameOf(project) },
    () => (batch) => eachEvent('map', batch, (event, emit) => emit(project(event) as B)),
  );
}
