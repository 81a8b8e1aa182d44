import { decode } from '../core/json.ts';
import type { Account, CellSpec, OperatorSpec } from '../core/operator.ts';
import { type Pipeline, windowIn } from '../core/pipeline.ts';
import type { PartitionId, Position } from '../core/record.ts';
import type { Row, RowHead } from '../core/row.ts';
import { COUNTS, countsOf, type SavedState, State } from '../core/state.ts';
import { END_OF_TIME, type Millis } from '../core/time.ts';
import { type Enrolled, type Scope, type StoreReader, settledWatermark } from '../store/store.ts';
import { type GapsTold, gapsTold } from './gaps-told.ts';
import { type Holding, holdingOf } from './holding.ts';
import { type SetAsideOf, setAsideOf } from './set-aside.ts';
import { viewRows } from './view.ts';
import { type Absent, whyAbsent } from './why-absent.ts';

type Counts = Readonly<Record<string, number>>;

export interface Why {
  readonly version: number;
  readonly window: RowHead;
  /** What all partitions have passed, or where they ended. */
  readonly settled: Millis;
  /** The row as the view shows it; null where there is none, and then `absent` says why. */
  readonly row: Row | null;
  readonly absent: Absent | null;
  readonly partitions: readonly PartitionWhy[];
  /** What was set aside and would have fallen into this row. */
  readonly setAside: SetAsideOf;
  /** What never reached the log, as far as that tells of it. */
  readonly gaps: GapsTold;
  /** Of the whole version, all partitions together: duplicates and the rest are not counted by window. */
  readonly counts: Counts;
  readonly used: readonly (Account & { readonly operator: string; readonly partition: PartitionId })[];
}

export interface PartitionWhy extends Holding {
  readonly watermark: Millis;
  readonly position: Position | null;
  /** Its part of the row, without results that can be told of the whole row alone; null where it has none. */
  readonly partial: object | null;
  readonly counts: Counts;
}

/** What stands behind one row of a view: the window of `key` in which `at` lies. Takes nothing from whoever runs it. */
export async function why(store: StoreReader, scope: Scope, pipeline: Pipeline, key: string, at: Millis): Promise<Why> {
  const window = windowIn(pipeline);
  // The roster first: what it says is settled cannot change any more while the rest is read.
  const roster = await store.roster(scope);
  const settled = settledWatermark(roster);
  const start = Number.isFinite(window.size) ? Math.floor(at / window.size) * window.size : 0;
  const range = { from: start, to: start + 1, key };
  const [row = null] = await Array.fromAsync(viewRows(store, scope, window.fold, range));
  const closes = Math.min(END_OF_TIME, start + window.span);
  const head = { key, start, end: Math.min(END_OF_TIME, start + window.size), closes, final: closes <= settled };
  const partials = new Map<PartitionId, object>();
  for await (const { partition, partials: saved, ...own } of store.rows(scope, range)) {
    const part = resultsOf(window.fold.row(own, window.fold.load(decode(saved))) as Row);
    for (const name of window.fold.joining) Reflect.deleteProperty(part, name);
    partials.set(partition, part);
  }
  const holding = new Map(holdingOf(roster, closes).map((one) => [one.partition, one]));
  const partitions = await Promise.all(
    roster.map(async ({ partition, watermark, position = null }): Promise<PartitionWhy> => {
      const counts = countsOf(await store.cells(scope, partition, COUNTS));
      const part = holding.get(partition) ?? { partition, part: 'has passed it', short: null };
      return { ...part, watermark, position, partial: partials.get(partition) ?? null, counts };
    }),
  );
  return {
    version: scope.version,
    window: { ...head, final: row?.final ?? head.final },
    settled,
    row,
    absent: row ? null : await whyAbsent(store, scope, window, head, roster),
    partitions,
    setAside: await setAsideOf(store, pipeline, head),
    gaps: await gapsTold(store, scope, roster, head),
    counts: await store.counts(scope),
    used: row ? await usedFor(store, scope, pipeline, head, partials, roster) : [],
  };
}

/** The results alone, exact. */
export function resultsOf(row: Row): object {
  const { key: _key, start: _start, end: _end, final: _final, ...results } = JSON.parse(JSON.stringify(row));
  return results;
}

/** What the operators still know of what they used, partition by partition. */
async function usedFor(
  store: StoreReader,
  scope: Scope,
  { operators }: Pipeline,
  row: RowHead,
  partials: ReadonlyMap<PartitionId, object>,
  roster: readonly Enrolled[],
): Promise<Why['used']> {
  const accounts: Why['used'][number][] = [];
  for (const { name: operator, cells, account } of operators.map(({ spec }): OperatorSpec => spec)) {
    const [own] = cells ?? [];
    if (!account || !own) continue;
    for (const { partition, watermark } of roster.filter((one) => partials.has(one.partition))) {
      const state = new State({ cells: await leftOf(store, scope, roster, partition, own), rows: [] });
      // Of an open window as far as event time has come in it.
      const end = Math.min(row.end, Math.max(row.start, watermark) + 1);
      accounts.push({ operator, partition, ...account(state, { ...row, end }) });
    }
  }
  return accounts;
}

/** The cells of a partition; where they are forgotten since it ended, those of its first heir that has them still. */
async function leftOf(
  store: StoreReader,
  scope: Scope,
  roster: readonly Enrolled[],
  partition: PartitionId,
  own: CellSpec,
): Promise<SavedState['cells']> {
  const cells = await store.cells(scope, partition, own.name);
  const heir = own.inherit && roster.find(({ parents }) => parents.includes(partition));
  return cells.length > 0 || !heir ? cells : leftOf(store, scope, roster, heir.partition, own);
}
