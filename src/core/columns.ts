/** A column of texts that come again and again: event `i` has `texts[ids[i]]`. */
export interface Texts {
  readonly ids: Uint16Array;
  readonly texts: readonly string[];
  /** No two ids stand for the same text. */
  readonly distinct?: true;
}

/** Events as one finds them who folds them all at once: in columns, where they lie so, or else as objects. */
export interface Events<out T> {
  readonly columns: Columns<T> | undefined;
  readonly events: readonly T[];
  /** Memory of at least so many bytes, for as long as they are looked at. It holds whatever was there. */
  memory(bytes: number): ArrayBuffer;
}

/** How many they are; none is made for that. */
export const sizeOf = (batch: Pick<Events<unknown>, 'columns' | 'events'>): number =>
  batch.columns?.length ?? batch.events.length;

/** What the columns of some events are made of: `make` gives event `i`, each time anew. */
interface Parts<T> {
  readonly length: number;
  /** By field; NaN stands for null. An array may be longer than there are events. */
  readonly numbers: { readonly [field: string]: Float64Array };
  readonly texts: { readonly [field: string]: Texts };
  readonly make: (i: number) => T;
  /** Fields that were put on later, in that order; all are numbers. */
  readonly added?: readonly string[];
}

/**
 * Events that lie in typed arrays, field by field. Who knows the names of the fields that it needs reads them there and
 * makes no objects; anybody else asks for the events. Never changed once made. Not every field of the events need have
 * a column.
 */
export class Columns<out T> {
  readonly length: number;
  readonly #parts: Parts<T>;

  constructor(parts: Parts<T>) {
    this.length = parts.length;
    this.#parts = parts;
  }

  /** The numbers of a field, NaN for null; undefined where it has no such column. */
  numbers(field: string): Float64Array | undefined {
    return Object.hasOwn(this.#parts.numbers, field) ? this.#parts.numbers[field] : undefined;
  }

  texts(field: string): Texts | undefined {
    return Object.hasOwn(this.#parts.texts, field) ? this.#parts.texts[field] : undefined;
  }

  /** The events as objects, made anew: who wants them twice keeps them. */
  events(): T[] {
    const { make, added = [], numbers, length } = this.#parts;
    const columns = added.map((field) => [field, numbers[field] ?? new Float64Array()] as const);
    const events: T[] = [];
    for (let i = 0; i < length; i++) {
      const event = make(i);
      for (const [field, values] of columns) put(event, field, values[i]);
      events.push(event);
    }
    return events;
  }

  /** The same events with one more number each, NaN for null. */
  plus<K extends string>(field: K, values: Float64Array): Columns<T & { readonly [P in K]: number | null }> {
    const { numbers, added = [] } = this.#parts;
    const parts = { ...this.#parts, numbers: { ...numbers, [field]: values }, added: [...added, field] };
    return new Columns(parts as unknown as Parts<T & { readonly [P in K]: number | null }>);
  }

  /** Some of the events, by their indexes. */
  pick(indexes: readonly number[]): Columns<T> {
    const { numbers, texts, make } = this.#parts;
    const picked = <A extends Float64Array | Uint16Array>(from: A, to: A): A => {
      for (let i = 0; i < indexes.length; i++) to[i] = from[indexes[i] ?? 0] ?? 0;
      return to;
    };
    const { length } = indexes;
    return new Columns({
      ...this.#parts,
      length,
      numbers: mapped(numbers, (values) => picked(values, new Float64Array(length))),
      texts: mapped(texts, (column) => ({ ...column, ids: picked(column.ids, new Uint16Array(length)) })),
      make: (i) => make(indexes[i] ?? 0),
    });
  }
}

function put(event: unknown, field: string, value = 0): void {
  (event as { [field: string]: unknown })[field] = Number.isNaN(value) ? null : value;
}

function mapped<A, B>(fields: { readonly [field: string]: A }, of: (a: A) => B): { [field: string]: B } {
  return Object.fromEntries(Object.entries(fields).map(([field, a]) => [field, of(a)]));
}

/** The indexes below `length` that are not among these. */
export function others(dropped: readonly number[], length: number): number[] {
  const kept: number[] = [];
  for (let i = 0, next = 0; i < length; i++) {
    if (dropped[next] === i) next++;
    else kept.push(i);
  }
  return kept;
}
