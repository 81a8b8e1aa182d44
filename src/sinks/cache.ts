import { PLACES } from '../core/amounts.ts';
import { formatUnits, unitsOf } from '../core/decimal.ts';
import type { KeyOptions } from '../core/key-write.ts';
import { type Settled, settled } from '../core/settled.ts';
import type { Keys } from '../core/sink.ts';
import { checkSpans } from '../core/spans.ts';
import { type HasFields, type KeyTemplate, keyFrom } from '../core/template.ts';

/**
 * Keeps the last value of each key as plain text in the store, for other programs that read it: in Redis as by
 * `SET price:BTC 61837.63`. Written inside the commit. A field or a function gives the value: text as it is, an amount
 * as a decimal, anything else as JSON. Of several partitions whichever commits last stands there.
 */
export function cache<T extends HasFields<K>, V = unknown, K extends string = string>(
  key: KeyTemplate<T, K>,
  value: (keyof T & string) | ((value: T) => Settled<V>),
  options: KeyOptions = {},
): Keys<T> {
  const keyOf = keyFrom(key);
  if (options.expires !== undefined) checkSpans('cache', { expires: options.expires });
  const take = typeof value === 'function' ? value : (one: T) => one[value];
  const template = typeof key === 'string' ? key : undefined;
  const name = `cache(${template ?? 'by function'})`;
  const write = (one: T) => ({ ...options, key: keyOf(one), set: textOf(settled(name, take(one))) });
  return { kind: 'keys', name, template, write };
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return formatUnits(unitsOf(value), PLACES);
  const text: string | undefined = JSON.stringify(value);
  if (text !== undefined) return text;
  throw new TypeError(`a value is ${String(value)}, wanted text, a number or JSON`);
}
