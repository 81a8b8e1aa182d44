import { type OperatorFunction, of } from 'rxjs';
import { nameOf } from '../core/aggregate.ts';
import { eachEvent } from '../core/each-event.ts';
import { PipelineError } from '../core/errors.ts';
import { type Operator, operator } from '../core/operator.ts';

/**
 * Lifts a synchronous RxJS operator (or a `pipe` of them) over events. It is subscribed anew for each event, so it
 * holds no state and a crash cannot lose any; state belongs in `scan`. An operator that waits is refused with an error.
 */
export function each<A, B>(lifted: OperatorFunction<A, B>): Operator<A, B> {
  return operator(
    { name: 'each', details: nameOf(lifted) },
    () => (batch) =>
      eachEvent<A, B>('each', batch, (event, emit) => {
        let over = false;
        let failure: { readonly thrown: unknown } | undefined;
        const subscription = of(event)
          .pipe(lifted)
          .subscribe({
            next: (result) => {
              if (!over) emit(result);
            },
            error: (thrown) => {
              failure = { thrown };
            },
            complete: () => {
              over = true;
            },
          });
        if (failure) throw failure.thrown;
        if (over) return;
        over = true;
        subscription.unsubscribe();
        throw new PipelineError(
          'CONFIG',
          'each(…) was given an operator that had not completed when its event was through: it waits or buffers. ' +
            'Use synchronous operators such as map, filter or mergeMap(of); for state between events use scan.',
        );
      }),
  );
}
