import { type Duration, type Millis, minutes } from '../../core/time.ts';
import type { TradePayload } from '../../market/events.ts';
import { type AggregateTrade, begin, belongs } from './aggregate.ts';
import { type Candle, candleOf, join, still } from './candle.ts';

/** How much of one symbol's past the exchange can still answer for, unless told otherwise. */
export const TRADES_KEPT = 10_000;
const MINUTES_KEPT = 1_440;
const MINUTE = minutes(1);

/** One symbol's recent past, from which the REST API answers. Bounded, whatever the market does. */
export class History {
  /** The price of the last trade; before the first one, the price at which the symbol opened. */
  price: string;
  /** The last ones in order of id; up to twice as many as are kept, so that forgetting costs little. */
  #trades: TradePayload[] = [];
  #aggregates: AggregateTrade[] = [];
  /** One candle for each minute from the first trade on, without holes. */
  #minutes: Candle[] = [];

  readonly #keep: number;

  constructor(opening: string, keep = TRADES_KEPT) {
    this.price = opening;
    this.#keep = keep;
  }

  /** Takes the next trade; ids are contiguous and times never fall. */
  record(trade: TradePayload): void {
    this.price = trade.p;
    this.#trades.push(trade);
    if (this.#trades.length >= 2 * this.#keep) this.#trades = this.#trades.slice(-this.#keep);

    const start = floor(trade.T, MINUTE);
    const candle = candleOf(trade, start);
    this.#aggregate(trade, candle.volume);
    const last = this.#minutes.at(-1);
    if (last?.start === start) this.#minutes[this.#minutes.length - 1] = join(last, candle);
    else this.#minutes = [...upTo(start - 1, this.#minutes), candle];
  }

  /** The last `limit` trades. */
  latest(limit: number): readonly TradePayload[] {
    return this.#trades.slice(-Math.min(limit, this.#keep));
  }

  /** `limit` trades from this id on; from the oldest that is kept, if that one came later. */
  from(id: number, limit: number): readonly TradePayload[] {
    const kept = this.latest(this.#keep);
    const skip = kept.findIndex(({ t }) => t >= id);
    return skip === -1 ? [] : kept.slice(skip, skip + limit);
  }

  /** The last trade. */
  get last(): TradePayload | undefined {
    return this.#trades.at(-1);
  }

  /** The last aggregate trades. */
  get aggregates(): readonly AggregateTrade[] {
    return this.#aggregates.slice(-this.#keep);
  }

  /**
   * Candles of a width of whole minutes, oldest first, up to the market's time `now`; none of which a part is lost.
   * They begin at multiples of their width in a time zone that is `zone` ahead.
   */
  candles(width: Millis, now: Millis, zone: Duration = 0): readonly Candle[] {
    const kept = upTo(now, this.#minutes);
    const joined: Candle[] = [];
    for (const minute of kept) {
      const start = floor(minute.start + zone, width) - zone;
      const last = joined.at(-1);
      if (last?.start === start) joined[joined.length - 1] = join(last, minute);
      else joined.push({ ...minute, start });
    }
    // Of the oldest some minutes are forgotten: what is left of it would be another candle each time.
    const forgets = kept.length === MINUTES_KEPT && joined[0]?.start !== kept[0]?.start;
    return forgets ? joined.slice(1) : joined;
  }

  #aggregate(trade: TradePayload, quantity: bigint): void {
    const last = this.#aggregates.at(-1);
    if (last && belongs(last, trade)) {
      last.q += quantity;
      last.l = trade.t;
    } else {
      this.#aggregates.push(begin(last, trade, quantity));
      if (this.#aggregates.length >= 2 * this.#keep) this.#aggregates = this.#aggregates.slice(-this.#keep);
    }
  }
}

/** The minutes with one more for each that began by `time` and had no trade; the oldest are left out. */
function upTo(time: Millis, candles: readonly Candle[]): Candle[] {
  const last = candles.at(-1);
  if (!last) return [];
  const minutes = [...candles];
  const latest = floor(time, MINUTE);
  const first = Math.max(last.start + MINUTE, latest - MINUTES_KEPT * MINUTE);
  for (let start = first; start <= latest; start += MINUTE) minutes.push(still(start, last.close));
  return minutes.slice(-MINUTES_KEPT);
}

const floor = (time: Millis, width: Millis): Millis => Math.floor(time / width) * width;
