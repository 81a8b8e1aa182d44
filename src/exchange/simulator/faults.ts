import type { Duration } from '../../core/time.ts';

/**
 * How REST does: it answers; it answers with a status from 500 on; it cuts each connection; it does what it is asked,
 * and then cuts the connection, so that nobody knows; it answers late; it refuses one endpoint, such as
 * `historicalTrades`, and no other; it knows a trade only when so many more have been sent.
 */
export type RestState =
  | { readonly is: 'up' }
  | { readonly is: 'failing'; readonly status: number }
  | { readonly is: 'cut' }
  | { readonly is: 'losing' }
  | { readonly is: 'slow'; readonly by: Duration }
  | { readonly is: 'refusing'; readonly path: string; readonly status: number; readonly code: number }
  | { readonly is: 'behind'; readonly by: number };

const UP: RestState = { is: 'up' };

/** What goes wrong between the exchange and its clients, until it heals. Its books are right all the while. */
export class Faults {
  readonly #silent = new Set<string>();
  /** The share of the trades that a connection is not sent. */
  share = 0;
  rest: RestState = UP;

  silence(symbol: string): void {
    this.#silent.add(symbol);
  }

  silences(symbol: string): boolean {
    return this.#silent.has(symbol);
  }

  heal(): void {
    this.#silent.clear();
    this.share = 0;
    this.rest = UP;
  }
}
