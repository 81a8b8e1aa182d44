import { PLACES } from '../core/amounts.ts';
import { formatUnits } from '../core/decimal.ts';
import { type Pipeline, windowOf } from '../core/pipeline.ts';
import { viewRows } from '../runtime/view.ts';
import type { DeadLetter, StoreReader } from '../store/store.ts';
import type { Ambient } from './ambient.ts';
import { merged, rowId } from './merged.ts';
import type { Lines, Outcome } from './outcome.ts';
import type { Outside } from './outside.ts';
import type { Plain, Subject } from './plain.ts';

const ROWS = 'what makes the rows';
/** What hangs on how it was committed. */
export const DISPLAYED = 'keys for display';
export const SAID = 'texts for people';

/** All that a plain fold came to, where the log is cut into these partitions. */
export function outcomeOf(
  { pipeline, ambient }: Subject,
  { rows, roster, letters, counts, outside, sums, texts }: Plain,
): Outcome {
  const window = windowOf(pipeline);
  const shown = window ? ambient.within(ROWS, () => merged(window.fold, rows, roster)) : none;
  const cached = [...texts].flatMap(([key, all]) => (is('cached', key, outside) ? [[key, either(all)] as const] : []));
  return outcome(pipeline, shown, outside, letters, counts, printed(sums), new Map(cached));
}

/** What must be the same however the log is cut into partitions: no ids, and not how far each row has come. */
export function partitionless({ pipeline, ambient }: Subject, { rows, roster, outside, sums }: Plain): Outcome {
  const window = windowOf(pipeline);
  const shown = window ? ambient.within(ROWS, () => merged(window.fold, rows, roster, true)) : none;
  return new Map([
    ['rows', shown],
    ['counters for readers', printed(sums)],
    ...outside.flatMap((one) => one.contents()),
  ]);
}

/** The same, and all that hangs on how it was committed: of two folds that commit alike that is the same, too. */
export function exactlyOf(subject: Subject, plain: Plain): Outcome {
  const shown = [...plain.texts].filter(([key]) => is('displayed', key, plain.outside));
  return new Map([
    ...outcomeOf(subject, plain),
    [DISPLAYED, new Map(shown.map(([key, all]) => [key, either(all)]))],
    [SAID, new Map(plain.outside.map(({ said }, i) => [String(i), said.join('\n')]))],
  ]);
}

/** All that is in a store, and was given outside. `texts`: what may stand under a key, for whichever came last does. */
export async function outcomeIn(
  store: StoreReader,
  { pipeline, ambient }: Subject,
  outside: readonly Outside[],
  texts: Plain['texts'],
): Promise<Outcome> {
  const scope = { pipeline: pipeline.name, version: 1 };
  const letters = await store.deadLetters(pipeline.name, { limit: Number.MAX_SAFE_INTEGER });
  const keys = await store.keys.matching('*');
  const counters = new Map<string, string>();
  const cached = new Map<string, string>();
  for (const { key, value } of keys) {
    const all = texts.get(key);
    if (is('cached', key, outside)) cached.set(key, all?.has(value) ? either(all) : value);
    else if (!is('displayed', key, outside)) counters.set(key, value);
  }
  const rows = await rowsIn(store, pipeline, ambient);
  return outcome(pipeline, rows, outside, letters, await store.counts(scope), counters, cached);
}

/** The rows of the view as it shows them now. */
export async function rowsIn(store: StoreReader, pipeline: Pipeline, ambient: Ambient): Promise<Lines> {
  const window = windowOf(pipeline);
  if (!window) return none;
  const rows = new Map<string, string>();
  // A store in memory answers at once: nobody else runs meanwhile.
  ambient.enter(ROWS);
  try {
    for await (const row of viewRows(store, { pipeline: pipeline.name, version: 1 }, window.fold)) {
      rows.set(rowId(row), JSON.stringify(row));
    }
  } finally {
    ambient.leave();
  }
  return rows;
}

function outcome(
  { source }: Pipeline,
  rows: Lines,
  outside: readonly Outside[],
  letters: readonly Pick<DeadLetter, 'id' | 'reason' | 'detail'>[],
  counts: Readonly<Record<string, number>>,
  counters: Lines,
  cached: Lines,
): Outcome {
  return new Map([
    ['rows', rows],
    ['counters for readers', counters],
    ['texts for readers', cached],
    ...outside.flatMap((one) => one.lines(!source.bounded)),
    ['events set aside', new Map(letters.map(({ id, reason, detail }) => [id, `${reason}: ${detail}`]))],
    ['counters', new Map(Object.entries(counts).map(([name, n]) => [name, String(n)]))],
  ]);
}

const is = (how: 'displayed' | 'cached', key: string, outside: readonly Outside[]): boolean =>
  outside.some((one) => one[how].has(key));

const printed = (sums: ReadonlyMap<string, bigint>): Lines =>
  new Map([...sums].map(([key, sum]) => [key, formatUnits(sum, PLACES)]));

const either = (texts: ReadonlySet<string>): string => [...texts].sort().join(', or ');

const none: Lines = new Map();
