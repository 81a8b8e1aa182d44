import { type Observable, tap } from 'rxjs';
import type { Operator } from '../core/operator.ts';
import type { Pipeline } from '../core/pipeline.ts';
import type { Ambient } from './ambient.ts';

type Step = (source: Observable<unknown>) => Observable<unknown>;

/**
 * The operators, each as it is, with the ambient told which of them runs. `before` is called in front of each, with
 * what the pipeline did so far in memory: who throws there dies in the midst of the operators.
 */
export const watched = (operators: Pipeline['operators'], ambient: Ambient, before = () => {}): Pipeline['operators'] =>
  operators.map((one, i) => {
    const name = `${one.spec.name}, operator ${i + 1}`;
    const step: Step = (source) => {
      const entered = source.pipe(
        tap(() => {
          before();
          ambient.enter(name);
        }),
      );
      // An operator answers before its input returns, so nobody else runs in between.
      return (one as unknown as Step)(entered).pipe(tap({ next: () => ambient.leave(), error: () => ambient.leave() }));
    };
    return Object.assign(step, { spec: one.spec }) as unknown as Operator<never, unknown>;
  });
