import { PipelineError } from '../core/errors.ts';
import type { Pipeline } from '../core/pipeline.ts';

const NAME = /^[a-z0-9][a-z0-9-]{0,63}$/;
/** Names that a row has anyway. */
const TAKEN = ['key', 'start', 'end', 'closes', 'final'];

/** What cannot be right about a pipeline, each in one sentence that says what to do instead; empty when it is sound. */
export function check(pipeline: Pipeline): readonly string[] {
  return [...ofNames(pipeline), ...ofOperators(pipeline), ...ofWindows(pipeline), ...ofDestinations(pipeline)];
}

/** Refuses to run what cannot be right. */
export function refuseUnsound(pipeline: Pipeline): void {
  const problems = check(pipeline);
  if (problems.length > 0) throw new PipelineError('CONFIG', `${pipeline.name} cannot be right: ${problems.join(' ')}`);
}

function* ofNames({ name, options, source }: Pipeline): Generator<string> {
  if (!NAME.test(name)) yield `The name "${name}" must be of a-z, 0-9 and -, at most 64 of them.`;
  if (options.schedule !== undefined && !source.bounded) {
    yield `A schedule needs a source that ends by itself; ${source.name} does not: give it a limit.`;
  }
}

function* ofOperators({ operators, source }: Pipeline): Generator<string> {
  const cells = operators.flatMap(({ spec }) => (spec.cells ?? []).map(({ name }) => name));
  for (const name of cells.filter((cell, i) => cells.indexOf(cell) !== i)) {
    yield `Two operators keep cells named "${name}": give one another name, such as scan({ name: … }).`;
  }
  for (const { spec } of operators) {
    if (spec.onePartition && source.kind === 'log' && !source.onePartition) {
      yield `${spec.name} as it is set is right on a log of one partition only, and ${source.name} may have more.`;
    }
    if (spec.boundedOnly && !source.bounded) {
      yield `${spec.name} answers when its source is over, and ${source.name} never is: use tumble, or set a limit.`;
    }
  }
}

function* ofWindows({ operators, source }: Pipeline): Generator<string> {
  const windows = operators.flatMap(({ spec }) => (spec.window ? [spec.window] : []));
  if (windows.length > 0 && !source.bounded && !source.timeOf && !operators.some(({ spec }) => spec.movesTime)) {
    yield `Nothing tells the window how far ${source.name} has come: put parse(…) in front of it, or it never closes.`;
  }
  if (windows.length > 1) yield 'Two windows in one pipeline: let a second pipeline read rows(…) of the first.';
  for (const { fold } of windows) {
    for (const name of fold.names.filter((result) => TAKEN.includes(result))) {
      yield `A result cannot be named "${name}", which every row has already.`;
    }
    const priced = operators.some(({ spec }) => spec.name === 'usd');
    const totals = fold.computes.some((aggregate) => ['sum(usd)', 'mean(usd)'].includes(aggregate));
    if (priced && totals && !fold.computes.includes('missing(usd)')) {
      yield "A total of usd hides the trades that have no price: add a result such as unpriced: missing('usd').";
    }
  }
}

function* ofDestinations({ operators, destinations, source }: Pipeline): Generator<string> {
  if (destinations.length === 0) yield 'It has no destination: end it with .to(…).';
  const window = operators.findIndex(({ spec }) => spec.window);
  for (const { kind, name } of destinations) {
    if (kind === 'view' && window === -1) yield `view("${name}") keeps rows, and there is no tumble or total.`;
    if (kind === 'view' && window !== -1 && window !== operators.length - 1) {
      const between = operators[window + 1]?.spec.name;
      yield `view("${name}") keeps the window's rows as they are: ${between} cannot stand between.`;
    }
    if (kind !== 'view' && window !== -1 && !source.bounded) {
      yield 'Rows of an endless log are merged over its partitions in a view: end this pipeline with view(…) and ' +
        `give "${name}" to a second one that reads rows(…) of it.`;
    }
  }
}
