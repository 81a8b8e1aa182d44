import type { Batch, Rejected } from '../../core/batch.ts';
import { doubles, integers } from '../../core/room.ts';
import { type Duration, END_OF_TIME, iso, type Millis } from '../../core/time.ts';

/** Event time over the records of one batch, and which of them the events came from. */
export class EventTime {
  watermark: Millis;
  readonly rejected: Rejected[] = [];
  /** Events that a column reader had read when they were set aside: their indexes. */
  readonly dropped: number[] = [];
  readonly #batch: Batch<unknown>;
  readonly #maxAhead: Duration;
  /** The watermark before each record. */
  #before = new Float64Array(0);
  /** For each event the index of its record. */
  #origin = new Int32Array(0);
  #events = 0;
  #marked = -1;

  /** `about`: how many records the batch has, or about as many. */
  constructor(batch: Batch<unknown>, maxAhead: Duration, about: number) {
    this.watermark = batch.watermark;
    this.#batch = batch;
    this.#maxAhead = maxAhead;
    this.#reserve(about);
  }

  /** For each event the index of its record. */
  get origin(): Int32Array {
    return this.#origin.subarray(0, this.#events);
  }

  /** The watermark before a record. */
  before(record: number): Millis {
    return record <= this.#marked ? (this.#before[record] ?? 0) : this.#batch.watermark;
  }

  /** Comes to a record. One that was taken apart is still one record. */
  mark(record: number): void {
    if (record === this.#marked) return;
    this.#reserve(record + 1);
    this.#before[record] = this.watermark;
    this.#marked = record;
  }

  /** Moves on to a time, or sets its record aside. */
  moves(record: number, time: Millis, arrival: Millis | undefined): boolean {
    const ahead = this.#maxAhead;
    if (!(Math.abs(time) <= END_OF_TIME)) {
      this.reject(record, 'unparsable', `its time is ${time}, wanted ms since 1970`);
    } else if (arrival !== undefined && time > arrival + ahead) {
      const detail = `its time ${iso(time)} is more than ${ahead} ms after its arrival ${iso(arrival)}`;
      this.reject(record, 'future', detail);
    } else {
      if (time > this.watermark) this.watermark = time;
      return true;
    }
    return false;
  }

  reject(record: number, reason: Rejected['reason'], detail: string): void {
    this.rejected.push({ record, operator: 'parse', reason, detail });
  }

  /** The next event came from this record. */
  came(record: number): void {
    this.#reserve(this.#events + 1);
    this.#origin[this.#events++] = record;
  }

  /** The record is the next event, whose time is the next of `times`. */
  read(record: number, arrival: Millis | undefined, times: Float64Array): void {
    const n = this.#events;
    this.mark(record);
    if (!this.moves(record, times[n] ?? 0, arrival)) this.dropped.push(n);
    this.came(record);
  }

  /** Records `from` up to `to`, of no known arrival, are the next events; their times are the next of `times`. */
  readAll(from: number, to: number, times: Float64Array): void {
    if (from === to) return;
    this.#reserve(to);
    const watermark = moved(this.#before, this.#origin, times, this.#events, from, to, this.watermark);
    if (Number.isNaN(watermark)) {
      for (let record = from; record < to; record++) this.read(record, undefined, times);
      return;
    }
    this.watermark = watermark;
    this.#events += to - from;
    this.#marked = to - 1;
  }

  #reserve(room: number): void {
    if (room <= this.#before.length) return;
    const larger = Math.max(room, 2 * this.#before.length);
    const before = doubles(this.#batch, larger);
    before.set(this.#before);
    this.#before = before;
    const origin = integers(this.#batch, larger);
    origin.set(this.#origin);
    this.#origin = origin;
  }
}

/** Marks records as `read` does, in a loop that does nothing else: the watermark behind them, NaN if a time is none. */
function moved(
  before: Float64Array,
  origin: Int32Array,
  times: Float64Array,
  first: number,
  from: number,
  to: number,
  since: Millis,
): Millis {
  let watermark = since;
  for (let record = from, n = first; record < to; record++, n++) {
    const time = times[n] ?? 0;
    if (!(Math.abs(time) <= END_OF_TIME)) return Number.NaN;
    before[record] = watermark;
    origin[n] = record;
    if (time > watermark) watermark = time;
  }
  return watermark;
}
