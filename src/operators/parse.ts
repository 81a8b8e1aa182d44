import type { Batch, Marks, Rejected } from '../core/batch.ts';
import type { Aside, ColumnReader, Decoder } from '../core/decoder.ts';
import { messageOf } from '../core/errors.ts';
import { GAPS, type Gap, type GapsOf, withGap } from '../core/gaps.ts';
import { type Operator, operator } from '../core/operator.ts';
import type { LogRecord } from '../core/record.ts';
import { checkSpans } from '../core/spans.ts';
import { type Duration, END_OF_TIME, iso, type Millis, minutes } from '../core/time.ts';

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
  let events: T[] | undefined = columns ? undefined : [];
  const origin: number[] = [];
  const rejected: Rejected[] = [];
  const ticks: Marks['ticks'][number][] = [];
  const before = new Float64Array(batch.read.items.length);
  let watermark = batch.watermark;
  let marked = -1;
  let notices = 0;
  let blank = 0;

  const reject = (record: number, reason: Rejected['reason'], detail: string) =>
    rejected.push({ record, operator: 'parse', reason, detail });
  const moves = (record: number, time: Millis, arrival: Millis | undefined): boolean => {
    if (!(Math.abs(time) <= END_OF_TIME)) reject(record, 'unparsable', `its time is ${time}, wanted ms since 1970`);
    else if (arrival !== undefined && time > arrival + maxAhead) {
      reject(record, 'future', `its time ${iso(time)} is more than ${maxAhead} ms after its arrival ${iso(arrival)}`);
    } else {
      if (time > watermark) watermark = time;
      return true;
    }
    return false;
  };
  const noteGap = (gap: Gap, time: Millis): void => {
    const told = batch.state.cells<GapsOf>(GAPS);
    told.set(gap.key, withGap(told.get(gap.key), gap, time));
  };

  const records = batch.lying ?? batch.events;
  columns?.begin(records.length);
  for (let i = 0; i < records.length; i++) {
    const data = records[i] as LogRecord;
    const record = batch.recordOf(i);
    if (record !== marked) before[record] = watermark; // a record that was taken apart is still one record
    marked = record;
    const read = events ? undefined : columns?.read(data);
    if (read !== undefined) {
      if (moves(record, read, data.arrival)) origin.push(record);
      else columns?.drop();
      continue;
    }
    const { decoded, time } = decode(decoder, data);
    if (time !== undefined && !moves(record, time, data.arrival)) continue;
    if (!isAside(decoded)) {
      if (!events && !columns?.add(decoded)) events = columns?.end().events() ?? [];
      events?.push(decoded);
      origin.push(record);
    } else if (decoded.aside === 'tick') ticks.push({ record, tick: decoded.tick });
    else if (decoded.aside === 'notice') {
      notices++;
      if (decoded.gap) noteGap(decoded.gap, decoded.time);
    } else if (decoded.aside === 'blank') blank++;
    else reject(record, decoded.aside, decoded.detail);
  }

  batch.state.count('ticks', ticks.length);
  batch.state.count('notices', notices);
  batch.state.count('blank', blank);
  const marks: Marks = { before: (record) => before[record] ?? batch.watermark, ticks };
  return batch.with(events ?? columns?.end() ?? [], { origin, rejected, marks, watermark });
}

/** What a record is, and when, where it has a time. A decoder that throws has met what it cannot decode. */
function decode<T extends object>(
  decoder: Decoder<T>,
  data: LogRecord,
): { readonly decoded: T | Aside; readonly time?: Millis } {
  try {
    const decoded = decoder.decode(data);
    if (!isAside(decoded)) return { decoded, time: decoder.timeOf(decoded) };
    if (decoded.aside === 'tick') return { decoded, time: decoded.tick.time };
    return decoded.aside === 'notice' ? { decoded, time: decoded.time } : { decoded };
  } catch (thrown) {
    return { decoded: { aside: 'unparsable', detail: messageOf(thrown) } };
  }
}

const isAside = (decoded: object): decoded is Aside => 'aside' in decoded;
