import type { Events } from './columns.ts';
import { PipelineError } from './errors.ts';
import type { Json } from './json.ts';

/**
 * A commutative monoid over events: `zero` is neutral, `merge` associative and commutative, and
 * `add(p, e)` is `merge(p, add(zero(), e))`. All four are pure: a partial is never changed in place, so that an event
 * whose lambda throws leaves no trace. They are properties, not methods, so that an aggregate of a field that the
 * events lack is a compile error.
 *
 * @typeParam T the events, @typeParam P the partial, @typeParam R the result
 */
export interface Aggregate<in T, P, out R> {
  /** What it computes, with its fields: part of the pipeline's fingerprint. */
  readonly name: string;
  readonly zero: () => P;
  readonly add: (partial: P, event: T) => P;
  readonly merge: (a: P, b: P) => P;
  readonly result: (partial: P) => R;
  /**
   * The result as it is behind the window before of the same key; left out where windows have nothing to do with each
   * other. Of an aggregate that has it, `result` is exact.
   */
  readonly joined?: (partial: P, before: P) => R;
  /** The same over a batch at once; put on by `overBatch`. */
  readonly fold?: FoldBatch<T, P>;
  /** The partial as the store holds it, and back; left out where the partial is JSON already. */
  readonly save?: (partial: P) => Json;
  readonly load?: (saved: Json) => P;
  /** The result as JSON, CSV and tables print it, exact; left out where `result` is exact. */
  readonly print?: (partial: P) => Json;
}

/**
 * The partials of `rows` rows over a batch, where event `i` is of row `rowOf[i]`, or of none if that is negative: what
 * `add` would make of them. Undefined where `add` must be asked; it may throw what `add` throws. May be given only
 * where partials that are merged are the same as if all was added to one, to the last bit.
 */
export type FoldBatch<in T, out P> = (batch: Events<T>, rowOf: Int32Array, rows: number) => P[] | undefined;

/**
 * An aggregate that folds a batch at once, off its columns where it has them. Who makes another one of it, such as
 * `{ ...sum('usd'), add }`, leaves `fold` out: it would not do what that `add` does.
 */
export function overBatch<T, P, R>(aggregate: Aggregate<T, P, R>, fold: FoldBatch<T, P>): Aggregate<T, P, R> {
  return Object.defineProperty(aggregate, 'fold', { value: fold });
}

/** Any aggregate over `T`, its partial unknown: what an `Aggregate<T, P, R>` is to one who does not call it. */
export interface AnyAggregate<in T, out R = unknown> {
  readonly name: string;
  readonly zero: () => unknown;
  readonly add: (partial: never, event: T) => unknown;
  readonly merge: (a: never, b: never) => unknown;
  readonly result: (partial: never) => R;
  readonly joined?: (partial: never, before: never) => R;
  readonly fold?: FoldBatch<T, unknown>;
  readonly save?: (partial: never) => Json;
  readonly load?: (saved: Json) => unknown;
  readonly print?: (partial: never) => Json;
}

/** The aggregates of a window, by the name of the result. */
export type Aggregates<T> = Readonly<Record<string, AnyAggregate<T>>>;

/** What the aggregates `A` result in, by name. */
export type Results<A> = {
  readonly [N in keyof A]: A[N] extends { readonly result: (partial: never) => infer R } ? R : never;
};

/** A field of the event, or a function of it. A name is preferred: it reads better and can be checked. */
export type Take<in T, out V> = (event: T) => V;

/** The name that a field or a function has in a fingerprint. Errors with CONFIG for what is neither. */
export function nameOf(take: string | ((...args: never[]) => unknown)): string {
  if (typeof take === 'string') return take;
  if (typeof take === 'function') return take.toString();
  throw new PipelineError('CONFIG', `A field or a function of the event was wanted, and ${String(take)} was given.`);
}
