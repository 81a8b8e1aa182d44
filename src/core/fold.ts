import type { Aggregates, AnyAggregate, Results } from './aggregate.ts';
import type { Events } from './columns.ts';
import { PipelineError } from './errors.ts';
import type { Json } from './json.ts';
import { type Opaque, type Partials, partialsOver } from './partials.ts';
import type { Row, RowHead } from './row.ts';
import { type Duration, days } from './time.ts';

/** A row joins on to one of its key that began so long before it at most: how far back is looked has a limit. */
export const JOINED_WITHIN: Duration = days(1);

/** Several aggregates as one: what a window computes. */
export class Fold<T, A extends Aggregates<T> = Aggregates<T>> {
  readonly names: readonly string[];
  /** What each of them computes, such as `sum(usd)`. */
  readonly computes: readonly string[];
  readonly #aggregates: readonly Opaque[];

  constructor(aggregates: A) {
    const entries: [string, AnyAggregate<T>][] = Object.entries(aggregates);
    for (const [name, aggregate] of entries) if (!isAggregate(aggregate)) throw noAggregate(name);
    this.names = entries.map(([name]) => name);
    this.computes = entries.map(([, aggregate]) => aggregate.name);
    // The one place that forgets the types of the partials: each goes back to the aggregate that made it.
    this.#aggregates = entries.map(([, aggregate]) => aggregate as unknown as Opaque);
  }

  zero(): Partials {
    return this.#aggregates.map((aggregate) => aggregate.zero());
  }

  /** The partials with the event added; throws what a lambda throws, and then has changed nothing. */
  add(partials: Partials, event: T): Partials {
    const next = new Array<unknown>(partials.length);
    for (let i = 0; i < next.length; i++) next[i] = this.#aggregates[i]?.add(partials[i], event);
    return next;
  }

  /**
   * The partials of rows with the events of a batch added: event `i` to row `rowOf[i]`, or to none if that is negative.
   * `before`: what each row has, undefined for a new one. Throws what a lambda throws on one of the events.
   */
  batch(batch: Events<T>, rowOf: Int32Array, before: readonly (Partials | undefined)[]): Partials[] {
    return partialsOver(this.#aggregates, batch, rowOf, before);
  }

  merge(a: Partials, b: Partials): Partials {
    return this.#aggregates.map((aggregate, i) => aggregate.merge(a[i], b[i]));
  }

  save(partials: Partials): Json {
    return this.#named(
      (aggregate, partial) => (aggregate.save ? aggregate.save(partial) : (partial as Json)),
      partials,
    );
  }

  load(saved: Json): Partials {
    const named = saved as { readonly [name: string]: Json };
    return this.#aggregates.map((aggregate, i) => {
      const value = named[this.names[i] ?? ''] ?? null;
      return aggregate.load ? aggregate.load(value) : value;
    });
  }

  /** The results that join on to the row before: what they say of a part of a row is not said of the row. */
  get joining(): readonly string[] {
    return this.names.filter((_, i) => this.#aggregates[i]?.joined);
  }

  /** Whether a row says something else behind the row of its key before it. */
  get joins(): boolean {
    return this.#aggregates.some(({ joined }) => joined);
  }

  /**
   * The row as sinks and readers see it: results are numbers; as JSON they are exact. `before`: what the row of its key
   * in the window before holds, for results that join on to it.
   */
  row(head: RowHead, partials: Partials, before?: Partials): Row<Results<A>> {
    const resultOf = (one: Opaque, partial: unknown, i: number) =>
      before && one.joined ? one.joined(partial, before[i]) : one.result(partial);
    const row = { ...head, ...this.#named(resultOf, partials) };
    const { closes: _closes, ...shown } = head;
    const printed = (one: Opaque, partial: unknown, i: number) =>
      one.print ? one.print(partial) : (resultOf(one, partial, i) as Json);
    const toJSON = () => ({ ...shown, ...this.#named(printed, partials) });
    Object.defineProperty(row, 'toJSON', { value: toJSON });
    return row as unknown as Row<Results<A>>;
  }

  /** What it comes to, in no window. */
  results(partials: Partials): Results<A> {
    return this.#named((one, partial) => one.result(partial), partials) as Results<A>;
  }

  #named<V>(of: (aggregate: Opaque, partial: unknown, i: number) => V, partials: Partials): { [name: string]: V } {
    const out: { [name: string]: V } = {};
    this.#aggregates.forEach((aggregate, i) => {
      out[this.names[i] ?? ''] = of(aggregate, partials[i], i);
    });
    return out;
  }
}

/** A file may be run without its types. */
const isAggregate = (given: unknown): boolean =>
  typeof given === 'object' &&
  given !== null &&
  ['zero', 'add', 'merge', 'result'].every((part) => typeof Reflect.get(given, part) === 'function');

const noAggregate = (name: string): PipelineError =>
  new PipelineError(
    'CONFIG',
    `What is given as "${name}" is no aggregate. Wanted: count(), sum('field') and the like.`,
  );
