import { Columns, others, sizeOf } from './columns.ts';
import type { Tick } from './decoder.ts';
import type { Lines } from './lines.ts';
import { linesOf } from './lying.ts';
import type { Read } from './record.ts';
import type { State } from './state.ts';
import type { Millis } from './time.ts';

/** Why an event was set aside. */
export const REASONS = ['unparsable', 'imprecise', 'late', 'future', 'stale', 'failed', 'oversize', 'refused'] as const;
export type Reason = (typeof REASONS)[number];

/** An event that was set aside, beside the record that it came from. Nothing is ever dropped silently. */
export interface Rejected {
  /** The index of its record in the batch's read. */
  readonly record: number;
  readonly operator: string;
  readonly reason: Reason;
  /** What was got and what was wanted. */
  readonly detail: string;
}

/** What `parse` saw beside the events: how far event time had come before each record, and the ticks. */
export interface Marks {
  /** The watermark before record `i`, so that no batch boundary decides what is late. */
  before(record: number): Millis;
  /** The ticks of this read, in log order. */
  readonly ticks: readonly { readonly record: number; readonly tick: Tick }[];
}

/**
 * `data`: the events of a read. `flush`: a commit is due, windows close what the watermark has passed. `end`: a
 * bounded log is over, every window closes.
 */
export type Purpose = 'data' | 'flush' | 'end';

interface Change {
  /** For each event the index of its record; left out where the events still stand where they stood. */
  readonly origin?: ArrayLike<number> | undefined;
  /** What this operator set aside. */
  readonly rejected?: readonly Rejected[];
  readonly marks?: Marks;
  readonly watermark?: Millis;
  /** For events that come from no record, such as rows: the name of each, the same after every crash. */
  readonly names?: (i: number) => string;
}

/**
 * What flows: the events of one read, each with the record that it came from, and what is needed to resume after them.
 * Every operator maps each batch to exactly one batch, even an empty one.
 */
export class Batch<out T> {
  /** The events in columns, where whoever made them gave them so; `events` are the same. */
  readonly columns: Columns<T> | undefined = undefined;
  /** Before any operator: the records where they lie, if they do, for those who decode them there. */
  readonly lines: Lines | undefined;
  /** Event `i` came from record `origin[i]`; absent: from record `i`. */
  readonly origin: ArrayLike<number> | undefined;
  readonly rejected: readonly Rejected[];
  readonly read: Read<unknown>;
  readonly marks: Marks;
  /** The watermark after this read. */
  readonly watermark: Millis;
  readonly state: State;
  readonly purpose: Purpose;
  /** It is of a source that ends by itself: rows may go elsewhere than to a view, which joins them when it is read. */
  readonly bounded: boolean;
  readonly #names: ((i: number) => string) | undefined;
  #events: readonly T[] | undefined;

  private constructor(parts: Parts<T>) {
    const { events } = parts;
    if (events instanceof Columns) this.columns = events;
    else this.#events = events;
    this.lines = parts.lines;
    this.origin = parts.origin;
    this.rejected = parts.rejected;
    this.read = parts.read;
    this.marks = parts.marks;
    this.watermark = parts.watermark;
    this.state = parts.state;
    this.purpose = parts.purpose;
    this.bounded = parts.bounded;
    this.#names = parts.names;
  }

  /** The batch that enters the operators: `watermark` is the one before the read, until `parse` moves it. */
  static of<T>(read: Read<T>, watermark: Millis, state: State, purpose: Purpose = 'data', bounded = false): Batch<T> {
    const marks: Marks = { before: () => watermark, ticks: [] };
    const entering = { events: undefined, lines: linesOf(read), origin: undefined, rejected: [], names: undefined };
    return new Batch<T>({ ...entering, read, marks, watermark, state, purpose, bounded });
  }

  /** Made when somebody asks for them first. */
  get events(): readonly T[] {
    this.#events ??= this.columns?.events() ?? (this.read.items as readonly T[]); // those that enter are the items
    return this.#events;
  }

  /** The same batch with other events. Say `origin` unless event `i` still comes from where event `i` came from. */
  with<U>(events: readonly U[] | Columns<U>, change: Change = {}): Batch<U> {
    return new Batch<U>({
      ...this,
      ...this.#timeAfter(change),
      events,
      lines: undefined,
      origin: 'origin' in change ? change.origin : this.origin,
      rejected: change.rejected?.length ? [...this.rejected, ...change.rejected] : this.rejected,
      names: change.names ?? this.#names,
    });
  }

  /** Without those of its events whose indexes, in ascending order, are given; in columns if they are. */
  without(dropped: readonly number[], rejected: readonly Rejected[]): Batch<T> {
    if (dropped.length === 0) return this.with(this.columns ?? this.events, { rejected });
    const kept = others(dropped, sizeOf(this));
    const events = this.columns?.pick(kept) ?? kept.map((i) => this.events[i] as T);
    return this.with(events, { rejected, origin: kept.map((i) => this.recordOf(i)) });
  }

  /** Where nothing has an order, event time stands still whatever an operator saw: nothing is late before the end. */
  #timeAfter({ marks = this.marks, watermark = this.watermark }: Change): Pick<Batch<T>, 'marks' | 'watermark'> {
    if (!this.read.unordered) return { marks, watermark };
    return { marks: { before: this.marks.before, ticks: marks.ticks }, watermark: this.watermark };
  }

  /** Memory of at least so many bytes, for as long as the batch is looked at. It holds whatever was there. */
  memory(bytes: number): ArrayBuffer {
    return linesOf(this.read)?.take(bytes) ?? new ArrayBuffer(bytes);
  }

  /** The index of the record that event `i` came from. */
  recordOf(i: number): number {
    return this.origin?.[i] ?? i;
  }

  /** What event `i` comes from, by a name that no batch changes: a record's position, or a row's key and start. */
  nameOf(i: number): string {
    const record = this.recordOf(i);
    if (this.#names) return this.#names(record);
    return this.read.nameOf?.(record) ?? this.read.positionOf(record);
  }
}

type Kept = 'origin' | 'rejected' | 'read' | 'marks' | 'watermark' | 'state' | 'purpose' | 'bounded';
interface Parts<T> extends Pick<Batch<T>, Kept> {
  readonly events: readonly T[] | Columns<T> | undefined;
  readonly lines: Lines | undefined;
  readonly names: ((i: number) => string) | undefined;
}
