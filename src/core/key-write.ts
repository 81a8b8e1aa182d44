import type { Duration } from './time.ts';

/** A key of other readers, and what stands there. */
export interface Keyed {
  readonly key: string;
  readonly value: string;
}

/** How a value is kept for other readers of the store. */
export interface KeyOptions {
  /** How long a reader finds it after it was written last, by the store's clock; left out: for ever. */
  readonly expires?: Duration;
  /** In Redis: published under its own name, too, whenever it is written. */
  readonly publish?: boolean;
  /** A key that somebody else has written may be gone on with: a counter counts on from what is there. */
  readonly takeOver?: boolean;
}

/** Plain text under a key, or an amount that is added to what stands there, as one value of a pipeline says it. */
export interface KeyWrite extends KeyOptions {
  readonly key: string;
  readonly set?: string;
  /** An amount: at most 8 places. */
  readonly add?: number;
  /** Not added to what earlier commits came to: what there is of this commit alone stands there. */
  readonly alone?: boolean;
}
