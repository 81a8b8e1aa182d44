import type { Batch } from '../../core/batch.ts';
import type { Columns } from '../../core/columns.ts';
import { eachEvent } from '../../core/each-event.ts';
import { PipelineError } from '../../core/errors.ts';

type Value = string | number | boolean;

/** The value that a field must have, or those of which it must have one. */
export type Wanted<A> = { readonly [K in keyof A]?: Extract<A[K], Value> | readonly Extract<A[K], Value>[] };

type Fields = readonly (readonly [field: string, values: readonly Value[]])[];

/** Lets through the events of which each of the fields has one of its values. @throws PipelineError CONFIG for none */
export function byFields<A>(wanted: Wanted<A>): (batch: Batch<A>) => Batch<A> {
  const fields = Object.entries<unknown>(wanted ?? {}).map(
    ([field, value]) => [field, valuesOf(field, value)] as const,
  );
  if (fields.length === 0) throw refused(JSON.stringify(wanted) ?? String(wanted));
  return (batch) => {
    const others = batch.columns && othersIn(batch.columns, fields);
    if (others) return batch.without(others, []);
    return eachEvent<A, A>('filter', batch, (event, emit) => {
      if (fields.every(([field, values]) => values.includes(valueIn(event, field)))) emit(event);
    });
  };
}

/** The indexes of the events that are not wanted; undefined where a field has no column. */
function othersIn(columns: Columns<unknown>, fields: Fields): number[] | undefined {
  const tests = fields.map(([field, values]) => {
    const texts = columns.texts(field);
    const numbers = columns.numbers(field);
    if (numbers) return (i: number) => values.includes(numbers[i] ?? Number.NaN);
    if (!texts) return undefined;
    const known = Uint8Array.from(texts.texts, (text) => (values.includes(text) ? 1 : 0));
    return (i: number) => known[texts.ids[i] ?? 0] === 1;
  });
  const others: number[] = [];
  for (let i = 0; i < columns.length; i++) {
    for (const test of tests) {
      if (!test) return undefined;
      if (test(i)) continue;
      others.push(i);
      break;
    }
  }
  return others;
}

function valueIn(event: unknown, field: string): Value {
  const value = (event as { readonly [field: string]: Value | undefined })[field];
  if (value !== undefined) return value;
  throw new TypeError(`it has no field ${field}`);
}

function valuesOf(field: string, given: unknown): readonly Value[] {
  const values: readonly unknown[] = Array.isArray(given) ? given : [given];
  const isValue = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value) && !Number.isNaN(value);
  if (values.length > 0 && values.every(isValue)) return values as readonly Value[];
  throw refused(`${field}: ${JSON.stringify(given) ?? String(given)}`);
}

const refused = (got: string): PipelineError =>
  new PipelineError(
    'CONFIG',
    `filter was given ${got}. Wanted: a function, or fields with the values that they may have, such as ` +
      `{ symbol: ['BTCUSDT', 'ETHUSDT'] }.`,
  );
