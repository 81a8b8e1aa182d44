import { map, type OperatorFunction } from 'rxjs';
import type { Batch, Rejected } from './batch.ts';
import { messageOf } from './errors.ts';
import type { Fold } from './fold.ts';
import type { Json } from './json.ts';
import type { RowPlace } from './row.ts';
import type { State } from './state.ts';
import type { Duration, Millis } from './time.ts';

/** What an operator declares, so that `check` can judge a pipeline and the store can tell that it changed. */
export interface OperatorSpec {
  readonly name: string;
  /** The cells that it keeps; a name that two operators use is refused. */
  readonly cells?: readonly CellSpec[];
  /** Options and lambdas (as text): part of the pipeline's fingerprint. */
  readonly details?: Json;
  /** For operators that keep rows: what the rows hold. */
  readonly window?: WindowSpec;
  /** Moves event time by what it decodes. */
  readonly movesTime?: boolean;
  /** Wants the prices of the run, under the key `run` of the cells of this name. */
  readonly runPrices?: string;
  /** Wants events that came from records, each with its place in the log; rows and collected events did not. */
  readonly ofRecords?: boolean;
  /** Gives events that came from no record. */
  readonly ofNoRecords?: boolean;
  /** How late an event may be, behind the largest event time so far, and still be given the right answer. */
  readonly covers?: Duration;
  /** Lets an event pass once: what was set aside behind it cannot come again. */
  readonly once?: boolean;
  /** Right on a log of one partition only. */
  readonly onePartition?: boolean;
  /** Answers only when its source is over. */
  readonly boundedOnly?: boolean;
  /** For those who ask why a row is what it is: what a partition's cells, of its first name, still tell of that. */
  readonly account?: (state: State, row: RowPlace & { readonly end: Millis }) => Account;
}

/** What an operator has used for a row, as far as it is kept. */
export interface Account {
  readonly rows: readonly object[];
  /** What there is to say beside them: what was not needed, and what is not kept any more. */
  readonly notes: readonly string[];
}

export interface WindowSpec {
  readonly fold: Fold<never>;
  /** How wide a window is; Infinity for a total. */
  readonly size: Duration;
  /** How far behind the watermark an event may be that is not late: its size + lateness; Infinity for a total. */
  readonly span: Duration;
  /** Into which row an event falls; throws where it has no time or no key. */
  readonly locate: (event: never) => RowPlace;
}

export interface CellSpec {
  readonly name: string;
  /** It survives the runs of a bounded source, whose other state starts anew each time. */
  readonly keep?: boolean;
  /** How a child partition takes over this cell from its parents; with two parents, how their cells merge. */
  readonly inherit?: (a: Json, b: Json) => Json;
}

declare const branded: unique symbol;

/**
 * An RxJS operator over batches, made by `operator` alone: the brand makes RxJS's own `filter` or `delay`, which would
 * break the one-to-one rule in silence, a compile error in `.pipe`.
 */
export type Operator<A, B> = OperatorFunction<Batch<A>, Batch<B>> & {
  readonly spec: OperatorSpec;
  readonly [branded]: true;
};

/**
 * Makes an operator. `make` runs once per subscription, so that no closure is shared between partitions; what it
 * returns maps each batch to exactly one batch, synchronously.
 */
export function operator<A, B>(spec: OperatorSpec, make: () => (batch: Batch<A>) => Batch<B>): Operator<A, B> {
  const lifted: OperatorFunction<Batch<A>, Batch<B>> = (source) => {
    let step: ((batch: Batch<A>) => Batch<B>) | undefined;
    return source.pipe(
      map((batch) => {
        step ??= make();
        return step(batch);
      }),
    );
  };
  return Object.assign(lifted, { spec }) as unknown as Operator<A, B>;
}

/** A lambda of the pipeline's author threw on one event. */
export const failed = (operator: string, record: number, thrown: unknown): Rejected => ({
  record,
  operator,
  reason: 'failed',
  detail: messageOf(thrown),
});
