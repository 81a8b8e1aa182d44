import type { Millis } from '../../core/time.ts';
import type { TradePayload } from '../../market/events.ts';
import { Book } from './book.ts';
import { History } from './history.ts';
import type { Listing } from './listing.ts';
import { Refusal } from './query.ts';

/** Whether a symbol trades; one that is delisted has no status, and is unknown. */
export type Status = 'TRADING' | 'HALT' | 'BREAK';

export interface ExchangeOptions {
  readonly listings: readonly Listing[];
  /** Decides what stands in the books. */
  readonly seed: number;
  /** Trades of each symbol that REST can still tell. */
  readonly keep?: number;
  /** The market's time. */
  readonly now: () => Millis;
}

/** What the exchange knows, from which REST answers. */
export class Exchange {
  /** The market's time. */
  readonly now: () => Millis;
  readonly #seed: number;
  readonly #listings: Map<string, Listing>;
  readonly #histories: Map<string, History>;
  readonly #statuses: Map<string, Status>;

  constructor({ listings, seed, keep, now }: ExchangeOptions) {
    this.now = now;
    this.#seed = seed;
    this.#listings = new Map(listings.map((listing) => [listing.pair.symbol, listing]));
    this.#histories = new Map(listings.map(({ pair, opening }) => [pair.symbol, new History(opening, keep)]));
    this.#statuses = new Map(listings.map(({ pair }) => [pair.symbol, 'TRADING']));
  }

  get symbols(): readonly string[] {
    return [...this.#listings.keys()];
  }

  listing(symbol: string): Listing {
    return of(this.#listings, symbol);
  }

  history(symbol: string): History {
    return of(this.#histories, symbol);
  }

  /** What stands in the book of a symbol now. */
  book(symbol: string): Book {
    return new Book(this.listing(symbol), this.history(symbol), this.#seed);
  }

  status(symbol: string): Status {
    return of(this.#statuses, symbol);
  }

  /** Takes the market's next trade. False: its symbol does not trade, and there was none. */
  record(trade: TradePayload): boolean {
    if (this.#statuses.get(trade.s) !== 'TRADING') return false;
    this.#histories.get(trade.s)?.record(trade);
    return true;
  }

  /** Trades of it end, for ever. */
  halt(symbol: string, status: Exclude<Status, 'TRADING'>): void {
    of(this.#statuses, symbol);
    this.#statuses.set(symbol, status);
  }

  /** It is as if it had never been there. */
  delist(symbol: string): void {
    of(this.#statuses, symbol);
    for (const known of [this.#listings, this.#histories, this.#statuses]) known.delete(symbol);
  }
}

function of<T>(bySymbol: ReadonlyMap<string, T>, symbol: string): T {
  const found = bySymbol.get(symbol);
  if (found === undefined) throw new Refusal(-1121, 'Invalid symbol.');
  return found;
}
