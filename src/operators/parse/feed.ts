import type { Batch } from '../../core/batch.ts';
import type { ColumnReader } from '../../core/decoder.ts';
import type { Lines } from '../../core/lines.ts';
import type { LogRecord } from '../../core/record.ts';
import type { EventTime } from './event-time.ts';

/** The records of a batch, one after the other: a column reader takes those that it can read, others are given out. */
export interface Feed {
  /** About how many there are. */
  readonly about: number;
  /** Of the record that was given out last: the index in its read. */
  readonly record: number;
  /** The next record; undefined where there is none. */
  next(): LogRecord | undefined;
  /** Lets columns be read, and event time move with them; then the next record that was not read. */
  nextBehind(columns: ColumnReader<object>, time: EventTime): LogRecord | undefined;
}

export const feedOf = (batch: Batch<LogRecord>, columnar: boolean): Feed =>
  columnar && batch.lines?.found === 0 ? new LineFeed(batch.lines) : new RecordFeed(batch);

/** Records that lie in memory of their own. */
class RecordFeed implements Feed {
  readonly about: number;
  record = -1;
  readonly #batch: Batch<LogRecord>;
  #next = 0;

  constructor(batch: Batch<LogRecord>) {
    this.about = batch.events.length;
    this.#batch = batch;
  }

  next(): LogRecord | undefined {
    this.record = this.#batch.recordOf(this.#next);
    return this.#batch.events[this.#next++];
  }

  nextBehind(columns: ColumnReader<object>, time: EventTime): LogRecord | undefined {
    for (let record = this.next(); record; record = this.next()) {
      if (!columns.read(record)) return record;
      time.read(this.record, record.arrival, columns.times);
    }
    return undefined;
  }
}

/** A line; what is given out of them are copies, so that their memory is free for other lines when these are read. */
class LineFeed implements Feed {
  readonly #lines: Lines;

  constructor(lines: Lines) {
    this.#lines = lines;
  }

  get about(): number {
    return this.#lines.about;
  }

  get record(): number {
    return this.#lines.found - 1;
  }

  next(): LogRecord | undefined {
    return this.#lines.next() ? this.#lines.copy(this.record) : undefined;
  }

  nextBehind(columns: ColumnReader<object>, time: EventTime): LogRecord | undefined {
    const first = this.#lines.found;
    const left = columns.readLines(this.#lines);
    time.readAll(first, left ? this.record : this.record + 1, columns.times);
    return left ? this.#lines.copy(this.record) : undefined;
  }
}
