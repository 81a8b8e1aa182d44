import { type Fill, isOpen, type Order } from './order.ts';

/** How many orders that are over, and how many fills, an account remembers. */
const OVER_MAX = 10_000;
const FILLS_MAX = 10_000;

/** The orders of an account and what came of them, in the order of their ids. What is long over is forgotten. */
export class Ledger {
  readonly #open = new Map<number, Order>();
  #over: Order[] = [];
  #fills: Fill[] = [];

  /** The open orders of a symbol, or of all. */
  open(symbol?: string): readonly Order[] {
    const open = [...this.#open.values()];
    return symbol === undefined ? open : open.filter((order) => order.symbol === symbol);
  }

  get isIdle(): boolean {
    return this.#open.size === 0;
  }

  orders(symbol: string): readonly Order[] {
    const over = this.#over.filter((order) => order.symbol === symbol);
    return [...over, ...this.open(symbol)].sort((a, b) => a.id - b.id);
  }

  fills(symbol: string): readonly Fill[] {
    return this.#fills.filter(({ order }) => order.symbol === symbol);
  }

  /** Takes an order that is new or has changed. */
  keep(order: Order): void {
    if (isOpen(order)) this.#open.set(order.id, order);
    else {
      this.#open.delete(order.id);
      this.#over.push(order);
      if (this.#over.length >= 2 * OVER_MAX) this.#over = this.#over.slice(-OVER_MAX);
    }
  }

  record(fill: Fill): void {
    this.#fills.push(fill);
    if (this.#fills.length >= 2 * FILLS_MAX) this.#fills = this.#fills.slice(-FILLS_MAX);
  }
}
