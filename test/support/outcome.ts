import type { Observable } from 'rxjs';

export interface Outcome<T> {
  /** All that has come so far. */
  readonly values: readonly T[];
  /** What it ended with; undefined where it completed. */
  readonly ended: Promise<unknown>;
  /** Ends it from without, as a process is killed. */
  kill(): void;
}

/** Subscribes, and keeps what comes of it. */
export function outcomeOf<T>(observable: Observable<T>): Outcome<T> {
  const values: T[] = [];
  const ended = Promise.withResolvers<unknown>();
  const subscription = observable.subscribe({
    next: (value) => values.push(value),
    complete: () => ended.resolve(undefined),
    error: (thrown: unknown) => ended.resolve(thrown),
  });
  return { values, ended: ended.promise, kill: () => subscription.unsubscribe() };
}
