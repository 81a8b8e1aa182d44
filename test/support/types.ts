/** For tests that the compiler alone runs. */
import type { Destination } from '../../src/core/sink.ts';

/** A destination that looks at each value. */
export declare const look: <R>(at: (value: R) => void) => Destination<R>;

/** Takes a `V`, neither more nor less. */
export declare const is: <V>() => <W>(value: W, ...same: Same<V, W> extends true ? [] : [never]) => void;
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
