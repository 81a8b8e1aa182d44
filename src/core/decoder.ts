import type { Columns } from './columns.ts';
import type { Gap } from './gaps.ts';
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
  /** Begins the columns of a read of so many records. */
  begin(most: number): void;
  /** The time of the event that the record is, now the last of the columns; undefined: ask `decode` what it is. */
  read(record: LogRecord): Millis | undefined;
  /** Takes what `decode` made as the last one; false where it does not fit into columns. */
  add(event: T): boolean;
  /** Takes the last one back. */
  drop(): void;
  end(): Columns<T>;
}

/**
 * A decoder that can do without objects. `columns` is left out by those who make another decoder of this one, such as
 * `{ ...trade, timeOf }`: it would not read what that one says.
 */
export function inColumns<T extends object>(decoder: Decoder<T>, columns: () => ColumnReader<T>): Decoder<T> {
  return Object.defineProperty({ ...decoder }, 'columns', { value: columns });
}
