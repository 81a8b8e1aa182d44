import { PipelineError } from '../core/errors.ts';
import type { Pipeline } from '../core/pipeline.ts';
import { COUNTS } from '../core/state.ts';
import { problemsOfJob } from './schedule/job.ts';

const NAME = /^[a-z0-9][a-z0-9-]{0,63}$/;
/** Names that a row has anyway. */
const TAKEN = ['key', 'start', 'end', 'closes', 'final', 'toJSON'];

/** What cannot be right about a pipeline, each in one sentence that says what to do instead; empty when it is sound. */
export function check(pipeline: Pipeline): readonly string[] {
  return [ofNames, problemsOfJob, ofCells, ofOperators, ofRecords, ofWindows, ofTotals, ofDestinations].flatMap(
    (rule) => [...rule(pipeline)],
  );
}

/** Refuses to run what cannot be right. */
export function refuseUnsound(pipeline: Pipeline): void {
  const problems = check(pipeline);
  if (problems.length > 0) throw new PipelineError('CONFIG', `${pipeline.name} cannot be right: ${problems.join(' ')}`);
}

/** Refuses to read what it writes: known only when it is known where logs are. */
export function refuseLoop({ name, source, destinations }: Pipeline, logUrl: string): void {
  const from = source.place?.(logUrl);
  for (const destination of destinations) {
    if (from === undefined || !('place' in destination) || destination.place?.(logUrl) !== from) continue;
    throw new PipelineError(
      'CONFIG',
      `${name} would read what it writes: ${source.name} and ${destination.name} are both ${from}. Let the log URL ` +
        `name a folder, which has a file for each log, and not one file (it is ${logUrl}).`,
    );
  }
}

function* ofNames({ name }: Pipeline): Generator<string> {
  if (!NAME.test(name)) yield `The name "${name}" must be of a-z, 0-9 and -, at most 64 of them.`;
}

function* ofCells({ operators }: Pipeline): Generator<string> {
  const cells = operators.flatMap(({ spec }) => (spec.cells ?? []).map(({ name }) => name));
  for (const name of repeated(cells)) {
    yield `Two operators keep cells named "${name}": give one another name, such as scan({ name: … }).`;
  }
  if (cells.includes(COUNTS)) yield `No operator may keep cells named "${COUNTS}": the counters of the task are there.`;
}

function* ofOperators({ operators, source }: Pipeline): Generator<string> {
  for (const { spec } of operators) {
    if (spec.onePartition && source.kind === 'log' && !source.onePartition) {
      yield `${spec.name} as it is set is right on a log of one partition only, and ${source.name} may have more.`;
    }
    if (spec.boundedOnly && !source.bounded) {
      yield `${spec.name} answers when its source is over, and ${source.name} never is: use tumble, or give the ` +
        'source an end, such as { limit: 250 }.';
    }
  }
}

function* ofRecords({ operators }: Pipeline): Generator<string> {
  const last = operators.findIndex(({ spec }) => spec.ofNoRecords);
  const { name: first } = operators[last]?.spec ?? {};
  for (const { spec } of last === -1 ? [] : operators.slice(last + 1)) {
    if (spec.window && operators[last]?.spec.window) {
      yield 'Two windows in one pipeline: let a second pipeline read rows(…) of the first.';
    } else if (spec.ofRecords) {
      yield `${spec.name} stands behind ${first}, which gives events that have no place in the log any more: put it ` +
        'in front.';
    }
  }
}

function* ofWindows({ operators, source }: Pipeline): Generator<string> {
  for (const { spec } of operators) {
    const { window, name } = spec;
    if (!window) continue;
    if (!source.bounded && !source.timeOf && !operators.some((one) => one.spec.movesTime)) {
      yield `Nothing tells ${name} how far ${source.name} has come: put parse(…) in front of it, or it never closes.`;
    }
    for (const taken of window.fold.names.filter((result) => TAKEN.includes(result))) {
      yield `A result cannot be named "${taken}", which every row has already.`;
    }
    for (const one of operators) {
      if (one.spec.covers === undefined || one.spec.covers >= window.span || source.bounded) continue;
      yield `${name} takes events up to ${window.span} ms late, and ${one.spec.name} is right up to ` +
        `${one.spec.covers} ms only: set ${one.spec.name}({ late: … }) to as much.`;
    }
  }
}

function* ofTotals({ operators }: Pipeline): Generator<string> {
  const priced = operators.some(({ spec }) => spec.name === 'usd');
  for (const { fold } of operators.flatMap(({ spec }) => spec.window ?? [])) {
    const totals = fold.computes.some((aggregate) => /^(?:sum|mean|vwap)\([^=]*\busd\b[^=]*\)$/.test(aggregate));
    if (priced && totals && !fold.computes.includes('missing(usd)')) {
      yield "A total of usd hides the trades that have no price: add a result such as unpriced: missing('usd').";
    }
  }
}

function* ofDestinations({ operators, destinations, source }: Pipeline): Generator<string> {
  if (destinations.length === 0) yield 'It has no destination: end it with .to(…).';
  for (const name of repeated(
    destinations.flatMap(({ kind, name }) => (kind === 'messages' || kind === 'view' ? [name] : [])),
  )) {
    yield `Two destinations are named "${name}": let one of them say it all, or give it another name.`;
  }
  const templates = destinations.flatMap((one) =>
    'template' in one && one.template !== undefined ? one.template : [],
  );
  for (const template of repeated(templates)) {
    yield `Two destinations write the keys "${template}", where only one of them can stand: give each keys of its own.`;
  }
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

const repeated = (names: readonly string[]): Set<string> =>
  new Set(names.filter((name, i) => names.indexOf(name) !== i));
