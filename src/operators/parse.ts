import type { Batch, Marks } from '../core/batch.ts';
import type { Aside, ColumnReader, Decoder } from '../core/decoder.ts';
import { messageOf } from '../core/errors.ts';
import { GAPS, type Gap, type GapsOf, withGap } from '../core/gaps.ts';
import { type Operator, operator } from '../core/operator.ts';
import type { LogRecord } from '../core/record.ts';
import { checkSpans } from '../core/spans.ts';
import type { State } from '../core/state.ts';
import { type Duration, type Millis, minutes } from '../core/time.ts';
import { EventTime } from './parse/event-time.ts';
import { feedOf } from './parse/feed.ts';

interface ParseOptions {
  /**
   * How far an event may be ahead of its record's arrival, where the log knows it; one further ahead is set aside as
   * `future` before it can close everybody's windows. Default: one minute.
   */
  readonly maxAhead?: Duration;
}

/**
 * Records become events, and event time moves: the watermark is the largest time of an event, a tick or a notice so
 * far, and each record is marked with the watermark before it. What cannot be decoded is set aside with the reason.
 * What the log says is missing is remembered, for those who ask.
 */
export function parse<T extends object>(decoder: Decoder<T>, options: ParseOptions = {}): Operator<LogRecord, T> {
  const { maxAhead = minutes(1) } = options;
  checkSpans('parse', { maxAhead });
  const spec = {
    name: 'parse',
    cells: [{ name: GAPS }],
    details: [decoder.name, maxAhead],
    movesTime: true,
    ofRecords: true,
  };
  return operator(spec, () => {
    const columns = decoder.columns?.();
    return (batch) => parsed(batch, decoder, columns, maxAhead);
  });
}

function parsed<T extends object>(
  batch: Batch<LogRecord>,
  decoder: Decoder<T>,
  columns: ColumnReader<T> | undefined,
  maxAhead: Duration,
): Batch<T> {
  const feed = feedOf(batch, columns !== undefined);
  const time = new EventTime(batch, maxAhead, feed.about);
  const ticks: Marks['ticks'][number][] = [];
  const counts = { ticks: 0, notices: 0, blank: 0 };
  /** Undefined for as long as they go into columns. */
  let events: T[] | undefined = columns ? undefined : [];

  columns?.begin(feed.about, (bytes) => batch.memory(bytes));
  for (;;) {
    const data = columns && !events ? feed.nextBehind(columns, time) : feed.next();
    if (!data) break;
    const { record } = feed;
    time.mark(record);
    const { decoded, at } = decode(decoder, data);
    if (at !== undefined && !time.moves(record, at, data.arrival)) continue;
    if (!isAside(decoded)) {
      if (!events && !columns?.add(decoded)) events = columns?.end().events() ?? [];
      events?.push(decoded);
      time.came(record);
    } else if (decoded.aside === 'tick') {
      counts.ticks++;
      ticks.push({ record, tick: decoded.tick });
    } else if (decoded.aside === 'notice') {
      counts.notices++;
      if (decoded.gap) noteGap(batch.state, decoded.gap, decoded.time);
    } else if (decoded.aside === 'blank') counts.blank++;
    else time.reject(record, decoded.aside, decoded.detail);
  }

  for (const [what, n] of Object.entries(counts)) batch.state.count(what, n);
  const { origin, rejected, watermark, dropped } = time;
  const marks: Marks = { before: (record) => time.before(record), ticks };
  return batch.with(events ?? columns?.end() ?? [], { origin, rejected, marks, watermark }).without(dropped, []);
}

function noteGap(state: State, gap: Gap, time: Millis): void {
  const told = state.cells<GapsOf>(GAPS);
  told.set(gap.key, withGap(told.get(gap.key), gap, time));
}

/** What a record is, and when, where it has a time. A decoder that throws has met what it cannot decode. */
function decode<T extends object>(
  decoder: Decoder<T>,
  data: LogRecord,
): { readonly decoded: T | Aside; readonly at?: Millis } {
  try {
    const decoded = decoder.decode(data);
    if (!isAside(decoded)) return { decoded, at: decoder.timeOf(decoded) };
    if (decoded.aside === 'tick') return { decoded, at: decoded.tick.time };
    return decoded.aside === 'notice' ? { decoded, at: decoded.time } : { decoded };
  } catch (thrown) {
    return { decoded: { aside: 'unparsable', detail: messageOf(thrown) } };
  }
}

const isAside = (decoded: object): decoded is Aside => 'aside' in decoded;
