import type { Batch, Rejected } from '../core/batch.ts';
import { addId, forgetBefore, type IdIntervals, mergeIntervals } from '../core/id-intervals.ts';
import { type Operator, operator } from '../core/operator.ts';
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
    const indexes = newOf(batch, isNew);
    batch.state.count('duplicates', duplicates);
    return batch.pick(indexes, rejected);
  });
}

type IsNew = (symbol: string, id: number, time: Millis, i: number) => boolean;

/** The indexes of the events that are new. */
function newOf<T extends Identified>(batch: Batch<T>, isNew: IsNew): number[] {
  const { columns } = batch;
  const symbols = columns?.texts('symbol');
  const ids = columns?.numbers('id');
  const times = columns?.numbers('time');
  const indexes: number[] = [];
  if (columns && symbols && ids && times) {
    for (let i = 0; i < columns.length; i++) {
      if (isNew(symbols.texts[symbols.ids[i] ?? 0] ?? '', ids[i] ?? 0, times[i] ?? 0, i)) indexes.push(i);
    }
  } else {
    for (const [i, { symbol, id, time }] of batch.events.entries()) if (isNew(symbol, id, time, i)) indexes.push(i);
  }
  return indexes;
}
