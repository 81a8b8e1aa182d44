import type { Batch, Rejected } from '../core/batch.ts';
import { addId, forgetBefore, type IdIntervals, mergeIntervals } from '../core/id-intervals.ts';
import { type Operator, operator } from '../core/operator.ts';
import { doubles } from '../core/room.ts';
import { checkSpans } from '../core/spans.ts';
import { type Duration, iso, type Millis } from '../core/time.ts';

interface Identified {
  readonly symbol: string;
  readonly id: number;
  readonly time: number;
}

interface DedupeOptions {
  /** How far back in event time ids are remembered: as long as a producer might repeat itself. */
  readonly within: Duration;
}

/**
 * Drops an event whose symbol and id were seen before, and counts it. Ids are kept as intervals for `within`; an event
 * older than that can no longer be told from a repetition and is set aside as `stale`, so the state is bounded.
 */
export function dedupe<T extends Identified>({ within }: DedupeOptions): Operator<T, T> {
  checkSpans('dedupe', { within });
  const cells = [{ name: 'dedupe', inherit: mergeIntervals }];
  return operator({ name: 'dedupe', cells, details: within, ofRecords: true, once: true }, () => (batch) => {
    const seen = batch.state.cells<IdIntervals>('dedupe');
    /** Those of this batch, which are dirty. */
    const touched = new Map<string, IdIntervals>();
    const rejected: Rejected[] = [];
    let duplicates = 0;
    const isNew = (symbol: string, id: number, time: Millis, i: number): boolean => {
      const record = batch.recordOf(i);
      const horizon = batch.marks.before(record) - within;
      if (time < horizon) {
        const detail = `its time ${iso(time)} is over ${within} ms behind event time, ${iso(horizon + within)}`;
        rejected.push({ record, operator: 'dedupe', reason: 'stale', detail });
        return false;
      }
      const known = touched.get(symbol);
      const intervals = known ?? seen.get(symbol) ?? [];
      const added = addId(intervals, id, time);
      if (added === 'seen') {
        duplicates++;
        return false;
      }
      // A new interval, not a longer one, is the moment to look for old ones: rare, and the same in every cutting.
      if (added === 'apart' || !known) {
        const kept = added === 'apart' ? forgetBefore(intervals, horizon) : intervals;
        touched.set(symbol, kept);
        seen.set(symbol, kept);
      }
      return true;
    };
    const dropped = oldOf(batch, isNew, within, touched);
    batch.state.count('duplicates', duplicates);
    return batch.without(dropped, rejected);
  });
}

type IsNew = (symbol: string, id: number, time: Millis, i: number) => boolean;

/** The indexes of the events that are not new. `touched`: what was seen of the symbols that `isNew` was asked about. */
function oldOf<T extends Identified>(
  batch: Batch<T>,
  isNew: IsNew,
  within: Duration,
  touched: ReadonlyMap<string, IdIntervals>,
): number[] {
  const { columns } = batch;
  const symbols = columns?.texts('symbol');
  const ids = columns?.numbers('id');
  const times = columns?.numbers('time');
  const old: number[] = [];
  if (columns && symbols?.distinct && ids && times) {
    /** No event as late as this can be stale in this batch. */
    const fresh = batch.watermark - within;
    // By the number of a symbol, of the last interval that was seen of it: which id is the one behind it, as most are,
    // and its latest time; no number while there is none.
    const behind = doubles(batch, symbols.texts.length).fill(Number.NaN);
    const latest = doubles(batch, symbols.texts.length);
    const last: (IdIntervals[number] | undefined)[] = [];
    const settle = (symbol: number): void => {
      const interval = last[symbol];
      if (!interval) return;
      interval[1] = (behind[symbol] ?? 0) - 1;
      interval[2] = latest[symbol] ?? 0;
    };
    const look = (i: number): void => {
      const symbol = symbols.ids[i] ?? 0;
      settle(symbol);
      const text = symbols.texts[symbol] ?? '';
      if (!isNew(text, ids[i] ?? 0, times[i] ?? 0, i)) old.push(i);
      const interval = touched.get(text)?.at(-1);
      last[symbol] = interval;
      behind[symbol] = interval ? interval[1] + 1 : Number.NaN;
      latest[symbol] = interval?.[2] ?? 0;
    };
    const { length } = columns;
    for (let i = 0; i < length; ) {
      i = followed(symbols.ids, ids, times, behind, latest, fresh, i, length);
      if (i < length) look(i++);
    }
    for (const symbol of last.keys()) settle(symbol);
  } else {
    for (const [i, { symbol, id, time }] of batch.events.entries()) if (!isNew(symbol, id, time, i)) old.push(i);
  }
  return old;
}

/** Passes over events that are the ones behind the last of their symbols, from `first` on; where it stops. */
function followed(
  symbols: Uint16Array,
  ids: Float64Array,
  times: Float64Array,
  behind: Float64Array,
  latest: Float64Array,
  fresh: Millis,
  first: number,
  end: number,
): number {
  for (let i = first; i < end; i++) {
    const symbol = symbols[i] ?? 0;
    const id = ids[i] ?? 0;
    const time = times[i] ?? 0;
    if (id !== behind[symbol] || !(time >= fresh)) return i;
    behind[symbol] = id + 1;
    if (time > (latest[symbol] ?? 0)) latest[symbol] = time;
  }
  return end;
}
