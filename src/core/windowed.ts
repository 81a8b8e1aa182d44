import { type Aggregates, nameOf, type Results, type Take } from './aggregate.ts';
import type { Batch, Rejected } from './batch.ts';
import { eachEvent } from './each-event.ts';
import { Fold, JOINED_WITHIN } from './fold.ts';
import { foldBatch } from './fold-batch.ts';
import type { Json } from './json.ts';
import { type Key, keyOf } from './key.ts';
import type { OpenRows } from './open-rows.ts';
import { type Operator, operator } from './operator.ts';
import type { Partials } from './partials.ts';
import type { Row, RowPlace } from './row.ts';
import type { State } from './state.ts';
import { END_OF_TIME, type Millis } from './time.ts';
import { isInTime, late, type Span, type Windows } from './window.ts';

interface Windowed<T> extends Windows {
  readonly key: Key<T>;
  /** When an event happened; left out where all times are in one window. `name`: the field, or else the function. */
  readonly time?: { readonly name: string; readonly timeOf: Take<T, Millis> };
  readonly details: Json;
}

/**
 * What every window operator does: fold each event into the row of its window and key, set aside what comes after the
 * window closed, answer `flush` and `end` with the rows that became final. Rows that did not are in the state, where
 * the commit finds them.
 */
export function windowed<T, A extends Aggregates<T>>(
  windows: Windowed<T>,
  aggregates: A,
): Operator<T, Row<Results<A>>> {
  const { kind, size, span, key, time } = windows;
  const place = (event: T): Span => {
    const span = windows.place(time ? time.timeOf(event) : 0);
    if (isInTime(span)) return span;
    throw new RangeError('it has no time, wanted ms since 1970');
  };
  const fold = new Fold<T, A>(aggregates);
  const take = keyOf(key);
  const spec = {
    name: kind,
    details: [windows.details, nameOf(key)],
    ...(fold.joins && { cells: [{ name: BEFORE }] }),
    window: { fold, size, span, locate: (event: T) => ({ key: take(event), ...place(event) }) },
    ofRecords: true,
    ofNoRecords: true,
    boundedOnly: kind === 'total',
  };
  const placing = { key: { name: nameOf(key), take }, time: time && { name: time.name, take: time.timeOf } };
  const foldEvents = (batch: Batch<T>): Batch<never> => {
    const { rows } = batch.state;
    const rejected: Rejected[] = [];
    let folded = 0;
    const taken = eachEvent<T, never>(kind, batch, (event, _emit, i) => {
      const { start, end, closes } = place(event);
      const record = batch.recordOf(i);
      const watermark = batch.marks.before(record);
      if (closes <= watermark) {
        rejected.push(late(kind, record, closes, watermark));
        return;
      }
      const of = take(event);
      rows.set(of, start, end, closes, fold.add(rows.get(start, of) ?? fold.zero(), event));
      folded++;
    });
    batch.state.count('folded', folded);
    return taken.with([], { rejected });
  };
  return operator(spec, () => (batch) => {
    batch.state.rows.use(fold);
    const all = foldBatch(batch, windows, placing, fold);
    const taken = all ? batch.with<never>([], all) : foldEvents(batch);
    if (all) batch.state.count('folded', all.folded);
    const closed = closedBy(batch);
    const before = fold.joins && batch.bounded ? rowsBefore(batch.state, fold) : () => undefined;
    return taken.with(
      closed.map(({ head, partials }) => fold.row(head, partials, before(head, partials))),
      { origin: undefined, names: (i) => `${closed[i]?.head.key}/${closed[i]?.head.start}` },
    );
  });
}

/** Where the last final row of each key is kept while a bounded source is read, for those that join on to it. */
const BEFORE = 'windows before';

interface Before {
  readonly start: Millis;
  readonly partials: Json;
}

/** For each row that closes, in closing order, what the one of its key before it holds. */
function rowsBefore(state: State, fold: Pick<Fold<never>, 'save' | 'load'>) {
  const last = state.cells<Before>(BEFORE);
  return ({ key, start }: RowPlace, partials: Partials): Partials | undefined => {
    const before = last.get(key);
    last.set(key, { start, partials: fold.save(partials) });
    return before && start - before.start <= JOINED_WITHIN ? fold.load(before.partials) : undefined;
  };
}

/** The rows that become final with a batch: those behind the watermark at a commit, all when a bounded log is over. */
function closedBy<T>({ purpose, watermark, state }: Batch<T>): ReturnType<OpenRows['close']> {
  if (purpose === 'data') return [];
  return state.rows.close(purpose === 'end' ? END_OF_TIME : watermark);
}
