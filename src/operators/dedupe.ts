import type { Rejected } from '../core/batch.ts';
import { addId, forgetBefore, type IdIntervals, mergeIntervals } from '../core/id-intervals.ts';
import { type Operator, operator } from '../core/operator.ts';
import { checkSpans } from '../core/spans.ts';
import { type Duration, iso } from '../core/time.ts';

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
    const events: T[] = [];
    const origin: number[] = [];
    const rejected: Rejected[] = [];
    let duplicates = 0;
    const { events: given } = batch;
    for (let i = 0; i < given.length; i++) {
      const event = given[i] as T;
      const record = batch.recordOf(i);
      const horizon = batch.marks.before(record) - within;
      if (event.time < horizon) {
        const detail = `its time ${iso(event.time)} is over ${within} ms behind event time, ${iso(horizon + within)}`;
        rejected.push({ record, operator: 'dedupe', reason: 'stale', detail });
        continue;
      }
      const { symbol } = event;
      const known = touched.get(symbol);
      const intervals = known ?? seen.get(symbol) ?? [];
      const added = addId(intervals, event.id, event.time);
      if (added === 'seen') {
        duplicates++;
        continue;
      }
      // A new interval, not a longer one, is the moment to look for old ones: rare, and the same in every cutting.
      if (added === 'apart' || !known) {
        const kept = added === 'apart' ? forgetBefore(intervals, horizon) : intervals;
        touched.set(symbol, kept);
        seen.set(symbol, kept);
      }
      events.push(event);
      origin.push(record);
    }
    batch.state.count('duplicates', duplicates);
    return batch.with(events, { origin, rejected });
  });
}
