import type { Millis } from '../../core/time.ts';
import type { TradePayload } from '../../market/events.ts';
import { Book } from './book.ts';
import { MEAN_MINUTES, meanOf } from './day.ts';
import { toUnits } from './decimal.ts';
import { History } from './history.ts';
import type { Listing } from './listing.ts';
import type { Account, Moment } from './paper/account.ts';
import type { Ticket } from './paper/order.ts';
import { type Past, pastOf } from './past.ts';
import { Refusal } from './query.ts';

/** Whether a symbol trades; one that is delisted has no status, and is unknown. */
export type Status = 'TRADING' | 'HALT' | 'BREAK';

export interface ExchangeOptions {
  readonly listings: readonly Listing[];
  readonly account: Account;
  /** Decides what stands in the books. */
  readonly seed: number;
  /** Trades of each symbol that REST can still tell. */
  readonly keep?: number;
  /** Candles of the time before the first trade. Left out: none. */
  readonly past?: Past;
  /** The market's time. */
  readonly now: () => Millis;
}

/** What the exchange knows, from which REST answers. */
export class Exchange {
  /** The market's time. */
  readonly now: () => Millis;
  readonly account: Account;
  readonly #seed: number;
  readonly #listings: Map<string, Listing>;
  readonly #histories: Map<string, History>;
  readonly #statuses: Map<string, Status>;

  constructor({ listings, account, seed, keep, past, now }: ExchangeOptions) {
    this.now = now;
    this.account = account;
    this.#seed = seed;
    this.#listings = new Map(listings.map((listing) => [listing.pair.symbol, listing]));
    const historyOf = (listing: Listing) => new History(listing.opening, keep, past && pastOf(listing, seed, past));
    this.#histories = new Map(listings.map((listing) => [listing.pair.symbol, historyOf(listing)]));
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

  /** The market as an order meets it now. Throws a Refusal where its symbol does not trade. */
  moment({ symbol, side }: Pick<Ticket, 'symbol' | 'side'>): Moment {
    const listing = this.listing(symbol);
    if (this.status(symbol) !== 'TRADING') throw new Refusal(-1013, 'Market is closed.');
    const levels = this.book(symbol).levels(side === 'BUY' ? 'SELL' : 'BUY');
    const now = this.now();
    return { listing, levels, now, mean: toUnits(meanOf(this.history(symbol), MEAN_MINUTES, now)) };
  }

  status(symbol: string): Status {
    return of(this.#statuses, symbol);
  }

  /** Whether a trade of this symbol can take place; one that is unknown has none. */
  trades(symbol: string): boolean {
    return this.#statuses.get(symbol) === 'TRADING';
  }

  /** Takes a trade that took place. */
  record(trade: TradePayload): void {
    const history = this.#histories.get(trade.s);
    if (!history) return;
    history.record(trade);
    this.account.onTrade(trade);
  }

  /** Trades of it end, for ever. */
  halt(symbol: string, status: Exclude<Status, 'TRADING'>): void {
    of(this.#statuses, symbol);
    this.#statuses.set(symbol, status);
  }

  /** It is as if it had never been there; open orders of it expire. */
  delist(symbol: string): void {
    of(this.#statuses, symbol);
    this.account.expire(symbol, this.now());
    for (const known of [this.#listings, this.#histories, this.#statuses]) known.delete(symbol);
  }
}

function of<T>(bySymbol: ReadonlyMap<string, T>, symbol: string): T {
  const found = bySymbol.get(symbol);
  if (found === undefined) throw new Refusal(-1121, 'Invalid symbol.');
  return found;
}
