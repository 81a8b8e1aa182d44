import type { KeyOptions } from '../core/key-write.ts';
import { type HasNumber, numberOf } from '../core/number-of.ts';
import type { Keys } from '../core/sink.ts';
import { checkSpans } from '../core/spans.ts';
import { type HasFields, type KeyTemplate, keyFrom } from '../core/template.ts';

interface CounterOptions<T> extends KeyOptions {
  /** What each value adds: a field or a function that gives an amount, or null for nothing. Default: 1. */
  readonly amount?: { [K in keyof T & string]: T[K] extends number | null ? K : never }[keyof T & string] | Amount<T>;
  /** Only what came with the last commit stands there: how much that is depends on when it was; for display alone. */
  readonly last?: boolean;
}
type Amount<T> = (value: T) => number | null;

/**
 * Counts by key as plain text in the store, for other programs that read it: what `INCR symbol:BTCUSDT` comes to in
 * Redis. Written inside the commit, so each value counts once, whatever crashed; the sum is exact, over all partitions.
 * A rebuilt version counts from 0 on. A key that is there already is refused, unless `takeOver`.
 */
export function counter<T extends HasFields<K>, K extends string = string>(
  key: KeyTemplate<T, K>,
  options: CounterOptions<T> = {},
): Keys<T> {
  const { amount = () => 1, last = false, ...kept } = options;
  const keyOf = keyFrom(key);
  if (kept.expires !== undefined) checkSpans('counter', { expires: kept.expires });
  const take = numberOf<T & HasNumber<string>>(amount as string | Amount<never>);
  const template = typeof key === 'string' ? key : undefined;
  const name = `counter(${template ?? 'by function'})`;
  const write = (value: T) => {
    const add = take(value as T & HasNumber<string>) ?? 0;
    return { ...kept, key: keyOf(value), add, ...(last && { alone: true }) };
  };
  return { kind: 'keys', name, template, write };
}
