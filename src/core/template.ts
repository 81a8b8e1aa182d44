import { PipelineError } from './errors.ts';

/**
 * A key: text with the names of fields in braces, such as `symbol:{symbol}`, or a function of the value. The values of
 * the text `K` are `HasFields<K>`.
 */
export type KeyTemplate<T, K extends string = string> = K | ((value: T) => string);

/** Values that have the fields that a template names, with text or a number in each. */
export type HasFields<K extends string> = K extends `${string}{${infer Field}}${infer Rest}`
  ? { readonly [F in Field]: string | number } & HasFields<Rest>
  : unknown;

/** How the key of a value is made. What it gives is never empty; it throws where a field holds no text or number. */
export function keyFrom<T>(template: KeyTemplate<T>): (value: T) => string {
  if (typeof template === 'function') return (value) => checked(template(value), 'its function');
  if (typeof template !== 'string' || template === '' || /[{}]/.test(template.replace(/\{\w+\}/g, ''))) {
    throw new PipelineError('CONFIG', `A key is ${JSON.stringify(template)}. Wanted: such as 'symbol:{symbol}'.`);
  }
  return (value) =>
    template.replace(/\{(\w+)\}/g, (_, field: string) => {
      const found = (value as { readonly [field: string]: unknown } | null)?.[field];
      if (typeof found === 'string' || typeof found === 'number') return checked(String(found), field);
      throw new TypeError(`${field} is ${String(found)}, wanted text or a number for the key ${template}`);
    });
}

function checked(text: unknown, what: string): string {
  if (typeof text === 'string' && text !== '') return text;
  throw new TypeError(`${what} gave ${JSON.stringify(text)} for a key, wanted text`);
}
