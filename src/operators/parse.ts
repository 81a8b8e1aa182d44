import type { Marks, Rejected } from '../core/batch.ts';
import type { Aside, Decoder } from '../core/decoder.ts';
import { type Operator, operator } from '../core/operator.ts';
import type { LogRecord } from '../core/record.ts';
import { type Duration, type Millis, minutes } from '../core/time.ts';

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
 */
export function parse<T extends object>(decoder: Decoder<T>, options: ParseOptions = {}): Operator<LogRecord, T> {
  const { maxAhead = minutes(1) } = options;
  return operator({ name: 'parse', details: [decoder.name, maxAhead], movesTime: true }, () => (batch) => {
    const events: T[] = [];
    const origin: number[] = [];
    const rejected: Rejected[] = [];
    const ticks: Marks['ticks'][number][] = [];
    const before = new Float64Array(batch.events.length);
    let watermark = batch.watermark;
    let notices = 0;
    let blank = 0;

    const reject = (record: number, reason: Rejected['reason'], detail: string) =>
      rejected.push({ record, operator: 'parse', reason, detail });
    const moves = (record: number, time: Millis): boolean => {
      const arrival = batch.events[record]?.arrival;
      if (arrival !== undefined && time > arrival + maxAhead) {
        reject(record, 'future', `its time ${iso(time)} is more than ${maxAhead} ms after its arrival ${iso(arrival)}`);
        return false;
      }
      if (time > watermark) watermark = time;
      return true;
    };

    batch.events.forEach((record, i) => {
      before[i] = watermark;
      const decoded = decoder.decode(record);
      if (!isAside(decoded)) {
        if (!moves(i, decoder.timeOf(decoded))) return;
        events.push(decoded);
        origin.push(i);
      } else if (decoded.aside === 'tick') {
        if (moves(i, decoded.tick.time)) ticks.push({ record: i, tick: decoded.tick });
      } else if (decoded.aside === 'notice') {
        if (moves(i, decoded.time)) notices++;
      } else if (decoded.aside === 'blank') blank++;
      else reject(i, decoded.aside, decoded.detail);
    });

    batch.state.count('ticks', ticks.length);
    batch.state.count('notices', notices);
    batch.state.count('blank', blank);
    const marks: Marks = { before: (record) => before[record] ?? batch.watermark, ticks };
    return batch.with(events, { origin, rejected, marks, watermark });
  });
}

const isAside = (decoded: object): decoded is Aside => 'aside' in decoded;
const iso = (time: Millis): string => new Date(time).toISOString();
