import type { TradePayload } from '../../market/events.ts';
import type { Page } from './gap.ts';
import { holds, type Range, without } from './ranges.ts';

/** Ranges of a symbol that are remembered; of more the oldest are forgotten. */
const RANGES_MAX = 20;

/** What was told as a gap and may still come, per symbol. */
export class Late {
  readonly #ranges: Map<string, readonly Range[]>;

  constructor(ranges: ReadonlyMap<string, readonly Range[]>) {
    this.#ranges = new Map(ranges);
  }

  /** The first id to ask for of each symbol. */
  get wanted(): readonly { readonly symbol: string; readonly from: number }[] {
    return [...this.#ranges].flatMap(([symbol, [range]]) => (range ? [{ symbol, from: range[0] }] : []));
  }

  add(symbol: string, range: Range): void {
    this.#set(symbol, [...(this.#ranges.get(symbol) ?? []), range]);
  }

  /** Takes a trade that is sought; false if it is not. */
  offer({ s, t }: TradePayload): boolean {
    const ranges = this.#ranges.get(s) ?? [];
    if (!holds(ranges, t)) return false;
    this.#set(s, without(ranges, t, t));
    return true;
  }

  /** Those trades of a page that are sought. What a whole page does not have is sought no more. */
  take(symbol: string, { from, to, trades, whole }: Page): readonly TradePayload[] {
    const sought = trades.filter((trade) => this.offer(trade));
    if (whole) this.#set(symbol, without(this.#ranges.get(symbol) ?? [], from, to));
    return sought;
  }

  #set(symbol: string, ranges: readonly Range[]): void {
    if (ranges.length > 0) this.#ranges.set(symbol, ranges.slice(-RANGES_MAX));
    else this.#ranges.delete(symbol);
  }
}
