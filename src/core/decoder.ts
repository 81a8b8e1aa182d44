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
}
