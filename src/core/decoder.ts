import type { Columns } from './columns.ts';
import type { Gap } from './gaps.ts';
import type { Lines } from './lines.ts';
import type { Prices } from './prices.ts';
import type { LogRecord } from './record.ts';
import type { Millis } from './time.ts';

/** A record that the producer appends every few seconds: its clock, and what one unit of each asset costs in US$. */
export interface Tick {
  readonly time: Millis;
  readonly prices: Prices;
}

/** What a record can be that is no event. */
export type Aside =
  | { readonly aside: 'blank' }
  | { readonly aside: 'tick'; readonly tick: Tick }
  /** A record about the stream itself, such as a gap or its end: only its time counts, and what it says is missing. */
  | { readonly aside: 'notice'; readonly time: Millis; readonly gap?: Gap }
  | { readonly aside: 'unparsable' | 'imprecise'; readonly detail: string };

/** How records become events: pure, throws nothing, knows the time of what it makes. */
export interface Decoder<T extends object> {
  readonly name: string;
  readonly decode: (record: LogRecord) => T | Aside;
  readonly timeOf: (event: T) => Millis;
  /**
   * For decoders that can do without objects: one for each partition. What it reads, `decode` would read the same. Put
   * on by `inColumns`.
   */
  readonly columns?: () => ColumnReader<T>;
}

/** Reads the records of a read into columns, one after the other. */
export interface ColumnReader<T extends object> {
  /** Begins the columns of a read of about so many records, in memory that is given for that. */
  begin(about: number, memory: (bytes: number) => ArrayBuffer): void;
  /** Reads lines. True: the one that was found last is left to `decode`. False: there are no more. */
  readLines(lines: Lines): boolean;
  /** Whether the record was read; if not, it is left to `decode`. */
  read(record: LogRecord): boolean;
  /** Takes what `decode` made as the next event; false where it does not fit into columns. */
  add(event: T): boolean;
  /** The times of the events so far; the array may be longer. */
  readonly times: Float64Array;
  end(): Columns<T>;
}

/**
 * A decoder that can do without objects. `columns` is left out by those who make another decoder of this one, such as
 * `{ ...trade, timeOf }`: it would not read what that one says.
 */
export function inColumns<T extends object>(decoder: Decoder<T>, columns: () => ColumnReader<T>): Decoder<T> {
  return Object.defineProperty({ ...decoder }, 'columns', { value: columns });
}
