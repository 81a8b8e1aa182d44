import type { Duration, Millis } from '../../core/time.ts';
import type { TradePayload } from '../../market/events.ts';
import { type Candle, candleOf, join, still } from './candle.ts';

/** The last candles of one width, without holes, oldest first. */
export class Candles {
  readonly width: Duration;
  readonly keep: number;
  #all: Candle[];

  constructor(width: Duration, keep: number, past: readonly Candle[] = []) {
    this.#all = past.slice(-keep);
    this.width = width;
    this.keep = keep;
  }

  /** Takes the next trade; times never fall. */
  add(trade: TradePayload): void {
    const candle = candleOf(trade, this.#startOf(trade.T));
    const last = this.#all.at(-1);
    if (last?.start === candle.start) this.#all[this.#all.length - 1] = join(last, candle);
    else this.#all = [...this.upTo(candle.start - 1), candle];
  }

  /** With one more for each that began by `time` and had no trade; the oldest are left out. */
  upTo(time: Millis): Candle[] {
    const last = this.#all.at(-1);
    if (!last) return [];
    const candles = [...this.#all];
    const latest = this.#startOf(time);
    const first = Math.max(last.start + this.width, latest - this.keep * this.width);
    for (let start = first; start <= latest; start += this.width) candles.push(still(start, last.close));
    return candles.slice(-this.keep);
  }

  #startOf(time: Millis): Millis {
    return Math.floor(time / this.width) * this.width;
  }
}
