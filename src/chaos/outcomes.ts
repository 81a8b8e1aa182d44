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

/** All that a plain fold came to, where the log is cut into these partitions. */
export function outcomeOf(
  { pipeline, ambient }: Subject,
  { rows, roster, letters, counts, outside, sums }: Plain,
): Outcome {
  const window = windowOf(pipeline);
  const shown = window ? ambient.within(ROWS, () => merged(window.fold, rows, roster)) : none;
  return outcome(pipeline, shown, outside, letters, counts, printed(sums, outside));
}

/** What must be the same however the log is cut into partitions: no ids, and not how far each row has come. */
export function partitionless({ pipeline, ambient }: Subject, { rows, roster, outside, sums }: Plain): Outcome {
  const window = windowOf(pipeline);
  const shown = window ? ambient.within(ROWS, () => merged(window.fold, rows, roster, true)) : none;
  return new Map([
    ['rows', shown],
    ['counters for readers', printed(sums, outside)],
    ...outside.flatMap((one) => one.contents()),
  ]);
}

/** All that is in a store, and was given outside. */
export async function outcomeIn(
  store: StoreReader,
  { pipeline, ambient }: Subject,
  outside: readonly Outside[],
): Promise<Outcome> {
  const scope = { pipeline: pipeline.name, version: 1 };
  const letters = await store.deadLetters(pipeline.name, { limit: Number.MAX_SAFE_INTEGER });
  const keys = await store.keys.matching('*');
  const counters = keys.filter(({ key }) => !isDisplayed(key, outside)).map(({ key, value }) => [key, value] as const);
  const rows = await rowsIn(store, pipeline, ambient);
  return outcome(pipeline, rows, outside, letters, await store.counts(scope), new Map(counters));
}

/** The rows of the view as it shows them now. */
export async function rowsIn(store: StoreReader, pipeline: Pipeline, ambient: Ambient): Promise<Lines> {
  const window = windowOf(pipeline);
  if (!window) return none;
  const rows = new Map<string, string>();
  // A store in memory answers at once: nobody else runs meanwhile.
  ambient.enter(ROWS);
  for await (const row of viewRows(store, { pipeline: pipeline.name, version: 1 }, window.fold)) {
    rows.set(rowId(row), JSON.stringify(row));
  }
  ambient.leave();
  return rows;
}

function outcome(
  { source }: Pipeline,
  rows: Lines,
  outside: readonly Outside[],
  letters: readonly Pick<DeadLetter, 'id' | 'reason' | 'detail'>[],
  counts: Readonly<Record<string, number>>,
  counters: Lines,
): Outcome {
  return new Map([
    ['rows', rows],
    ['counters for readers', counters],
    ...outside.flatMap((one) => one.lines(!source.bounded)),
    ['events set aside', new Map(letters.map(({ id, reason, detail }) => [id, `${reason}: ${detail}`]))],
    ['counters', new Map(Object.entries(counts).map(([name, n]) => [name, String(n)]))],
  ]);
}

const isDisplayed = (key: string, outside: readonly Outside[]): boolean =>
  outside.some(({ displayed }) => displayed.has(key));

const printed = (sums: ReadonlyMap<string, bigint>, outside: readonly Outside[]): Lines =>
  new Map([...sums].filter(([key]) => !isDisplayed(key, outside)).map(([key, sum]) => [key, formatUnits(sum, PLACES)]));

const none: Lines = new Map();
