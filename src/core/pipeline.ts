import { PipelineError } from './errors.ts';
import type { Fold } from './fold.ts';
import type { JobOptions } from './job-options.ts';
import type { Operator, WindowSpec } from './operator.ts';
import type { Destination } from './sink.ts';
import type { Source } from './source.ts';

export interface PipelineOptions extends JobOptions {
  /**
   * Part of what the stored state belongs to. Raise it when something changes that no operator can tell: a constant
   * that a lambda uses, what `each` lifts, a decoder's inside.
   */
  readonly version?: number;
}

/** A pipeline as data: what a file under `pipelines/` exports. `T` is what comes out of its operators. */
export interface Pipeline<out T = unknown> {
  readonly name: string;
  readonly options: PipelineOptions;
  readonly source: Source<unknown>;
  readonly operators: readonly Operator<never, unknown>[];
  readonly destinations: readonly Destination<never>[];
  /** What comes out, for the compiler alone. */
  readonly gives?: T;
}

/** A pipeline that has no destination yet. */
export interface Flow<out T> {
  to(...destinations: readonly Destination<T>[]): Pipeline<T>;
  pipe<A>(a: Operator<T, A>): Flow<A>;
  pipe<A, B>(a: Operator<T, A>, b: Operator<A, B>): Flow<B>;
  pipe<A, B, C>(a: Operator<T, A>, b: Operator<A, B>, c: Operator<B, C>): Flow<C>;
  pipe<A, B, C, D>(a: Operator<T, A>, b: Operator<A, B>, c: Operator<B, C>, d: Operator<C, D>): Flow<D>;
  pipe<A, B, C, D, E>(
    a: Operator<T, A>,
    b: Operator<A, B>,
    c: Operator<B, C>,
    d: Operator<C, D>,
    e: Operator<D, E>,
  ): Flow<E>;
  pipe<A, B, C, D, E, F>(
    a: Operator<T, A>,
    b: Operator<A, B>,
    c: Operator<B, C>,
    d: Operator<C, D>,
    e: Operator<D, E>,
    f: Operator<E, F>,
  ): Flow<F>;
  pipe<A, B, C, D, E, F, G>(
    a: Operator<T, A>,
    b: Operator<A, B>,
    c: Operator<B, C>,
    d: Operator<C, D>,
    e: Operator<D, E>,
    f: Operator<E, F>,
    g: Operator<F, G>,
  ): Flow<G>;
  pipe<A, B, C, D, E, F, G, H>(
    a: Operator<T, A>,
    b: Operator<A, B>,
    c: Operator<B, C>,
    d: Operator<C, D>,
    e: Operator<D, E>,
    f: Operator<E, F>,
    g: Operator<F, G>,
    h: Operator<G, H>,
  ): Flow<H>;
}

/**
 * Declares a pipeline: `pipeline(name).from(source).pipe(…operators).to(…destinations)`. Nothing runs until somebody
 * runs it.
 */
export function pipeline(name: string, options: PipelineOptions = {}): { from<T>(source: Source<T>): Flow<T> } {
  const flow = (source: Source<unknown>, operators: readonly Operator<never, unknown>[]) => ({
    pipe: (...more: Operator<never, unknown>[]) => {
      for (const [i, one] of more.entries()) refuseForeign(name, operators.length + i + 1, one);
      return flow(source, [...operators, ...more]);
    },
    to: (...destinations: Destination<never>[]) => {
      for (const one of destinations) if (!one?.kind) throw notOne(name, 'a destination', one, 'view, print, log …');
      return { name, options, source, operators, destinations };
    },
  });
  return { from: <T>(source: Source<T>) => flow(source, []) as unknown as Flow<T> };
}

// The compiler refuses these too; but a pipeline file runs without it.
function refuseForeign(pipeline: string, place: number, one: Partial<Operator<never, unknown>> | undefined): void {
  if (one?.spec) return;
  throw notOne(pipeline, `operator ${place}`, one, "map, filter, tumble … or RxJS's own, lifted by each(…)");
}

const notOne = (pipeline: string, what: string, got: unknown, wanted: string): PipelineError =>
  new PipelineError('CONFIG', `In ${pipeline}, ${what} is ${String(got).slice(0, 60)}. Wanted: ${wanted}.`);

/** The operator that keeps the pipeline's rows, if it has one. */
export const windowOf = (pipeline: Pipeline): WindowSpec | undefined =>
  pipeline.operators.find(({ spec }) => spec.window)?.spec.window;

/** The same of one that must have it; a PipelineError CONFIG if it has none. */
export function windowIn(pipeline: Pipeline): WindowSpec {
  const window = windowOf(pipeline);
  if (window) return window;
  throw new PipelineError('CONFIG', `${pipeline.name} keeps no rows: it has no tumble and no total.`);
}

/** What the pipeline's window folds; a PipelineError CONFIG if it has none. */
export const foldOf = (pipeline: Pipeline): Fold<never> => windowIn(pipeline).fold;

/** The names of the views that the pipeline keeps. */
export const viewsOf = (pipeline: Pipeline): readonly string[] =>
  pipeline.destinations.flatMap((destination) => (destination.kind === 'view' ? [destination.name] : []));

/** The names of the cells that survive the runs of a job. */
export const keptCellsOf = (pipeline: Pipeline): readonly string[] =>
  pipeline.operators.flatMap(({ spec }) => (spec.cells ?? []).filter(({ keep }) => keep).map(({ name }) => name));
