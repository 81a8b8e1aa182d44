import { PipelineError } from '../core/errors.ts';
import type { Fold } from '../core/fold.ts';
import type { WindowSpec } from '../core/operator.ts';
import { byClosing, type Row, type RowPlace } from '../core/row.ts';
import { type Duration, END_OF_TIME, type Millis, START_OF_TIME } from '../core/time.ts';
import { type RowRange, type Scope, type StoreReader, settledWatermark } from '../store/store.ts';
import { merged, rowOf, settledIn } from './merged.ts';
import { finalRows } from './view.ts';
import { WindowsBefore } from './windows-before.ts';

/** Rows that are given at once, at most. */
const PAGE = 1_000;

export interface Following {
  readonly window: WindowSpec;
  readonly range: RowRange;
  /** Open rows, too, whenever they have changed. */
  readonly open: boolean;
  readonly signal: AbortSignal;
}

/**
 * The rows of a view as they become final, each once, in closing order, those that are final already first; where
 * wanted the open ones beside them, each time that they have changed. Ends when the signal is aborted, or, where the
 * range has an end, when all windows before that are final. A PipelineError CHANGED when the pipeline is rebuilt. Where
 * the store has failed they may be asked for again, and go on behind those that were given.
 */
export function followRows(
  store: StoreReader,
  scope: Scope,
  { window, range, open, signal }: Following,
): () => AsyncGenerator<readonly Row[]> {
  const { fold, size, span } = window;
  const { from = START_OF_TIME, to = END_OF_TIME } = range;
  // The last window that starts before the end of the range.
  const until = Math.min(END_OF_TIME, (Math.ceil(to / size) - 1) * size + span);
  const wanted = ({ key, start }: RowPlace) => start >= from && start < to && key === (range.key ?? key);
  const shown = new OpenShown();
  let after: RowPlace | undefined;
  return async function* () {
    const windows = new WindowsBefore(store, scope, fold);
    after ??= await beginning(store, scope, from, span);
    for await (const _ of store.changes(scope.pipeline, signal)) {
      await refuseRebuilt(store, scope);
      const over = settledWatermark(await store.roster(scope)) >= until;
      for (let more = true; more && !signal.aborted; ) {
        const page = await finalRows(store, scope, fold, after, PAGE, until, windows);
        after = page.at(-1) ?? after;
        more = page.length === PAGE;
        const rows = page.filter(wanted);
        if (rows.length > 0) yield rows;
      }
      if (over) return;
      const rows = open ? shown.changed((await openRows(store, scope, fold, after, windows)).filter(wanted)) : [];
      if (rows.length > 0) yield rows;
    }
  };
}

/** Behind what nobody asks for; undefined: at the first row that is kept. */
async function beginning(
  store: StoreReader,
  scope: Scope,
  from: Millis,
  span: Duration,
): Promise<RowPlace | undefined> {
  if (from === START_OF_TIME) return undefined;
  const place = { closes: from + span, start: START_OF_TIME, key: '' };
  const forgotten = await store.forgotten(scope);
  return forgotten && byClosing(forgotten, place) > 0 ? undefined : place;
}

/**
 * Those behind the final ones that were given. One that became final meanwhile is given as such the next time. What
 * stands before a place to which event time has not come may still change, and is looked up each time.
 */
async function openRows(
  store: StoreReader,
  scope: Scope,
  fold: Fold<never>,
  after: RowPlace | undefined,
  known: WindowsBefore,
): Promise<readonly Row[]> {
  const settled = await settledIn(store, scope);
  const rows: Row[] = [];
  const windows = !after || after.closes <= settled.watermark ? known : new WindowsBefore(store, scope, fold);
  for await (const one of merged(fold, store.closing(scope, after, END_OF_TIME), settled, windows)) {
    if (!one.head.final) rows.push(rowOf(fold, one));
  }
  return rows;
}

/** The open rows as they were given last. */
class OpenShown {
  #texts: ReadonlyMap<string, string> = new Map();

  changed(rows: readonly Row[]): readonly Row[] {
    const texts = new Map(rows.map((row) => [`${row.start}/${row.key}`, JSON.stringify(row)]));
    const before = this.#texts;
    this.#texts = texts;
    return rows.filter(({ start, key }) => before.get(`${start}/${key}`) !== texts.get(`${start}/${key}`));
  }
}

async function refuseRebuilt(store: StoreReader, { pipeline, version }: Scope): Promise<void> {
  const now = (await store.registered(pipeline))?.scope.version;
  if (now === version) return;
  throw new PipelineError(
    'CHANGED',
    `${pipeline} was rebuilt: these were the rows of its version ${version}. Begin anew.`,
  );
}
