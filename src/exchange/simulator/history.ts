import { days, hours, type Millis, minutes, seconds } from '../../core/time.ts';
import type { TradePayload } from '../../market/events.ts';
import { type AggregateTrade, begin, belongs } from './aggregate.ts';
import { type Candle, rolled } from './candle.ts';
import { Candles } from './candles.ts';
import { toUnits } from './decimal.ts';
import { type Interval, SECOND } from './interval.ts';
import type { PastCandles } from './past.ts';

/** How much of one symbol's past the exchange can still answer for, unless told otherwise. */
export const TRADES_KEPT = 10_000;
/** A day, and an hour more for what looks a day back. */
const MINUTES_KEPT = 1_500;
/** These only where there are some of the past. */
const HOURS_KEPT = 500;
const DAYS_KEPT = 1_000;
/** As many as one answer holds. */
const SECONDS_TOLD = 1_000;

const NONE: PastCandles = { minutes: [], hours: [], days: [] };

/** One symbol's recent past, from which the REST API answers. Bounded, whatever the market does. */
export class History {
  /** The price of the last trade; before the first one, the price at which the symbol opened. */
  price: string;
  /** The last ones in order of id; up to twice as many as are kept, so that forgetting costs little. */
  #trades: TradePayload[] = [];
  #aggregates: AggregateTrade[] = [];
  /** The widest first; minutes are always among them. */
  readonly #candles: readonly Candles[];
  readonly #keep: number;

  /** `past`: candles of the time before the first trade. */
  constructor(opening: string, keep = TRADES_KEPT, past: PastCandles = NONE) {
    this.#candles = [
      ...(past.days.length > 0 ? [new Candles(days(1), DAYS_KEPT, past.days)] : []),
      ...(past.hours.length > 0 ? [new Candles(hours(1), HOURS_KEPT, past.hours)] : []),
      new Candles(minutes(1), MINUTES_KEPT, past.minutes),
    ];
    this.price = opening;
    this.#keep = keep;
  }

  /** Takes the next trade; ids are contiguous and times never fall. */
  record(trade: TradePayload): void {
    this.price = trade.p;
    this.#trades.push(trade);
    if (this.#trades.length >= 2 * this.#keep) this.#trades = this.#trades.slice(-this.#keep);
    this.#aggregate(trade, toUnits(trade.q));
    for (const candles of this.#candles) candles.add(trade);
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
   * Candles of an interval, oldest first, up to the market's time `now`; none of which a part is lost, but the last one
   * where that is wider than what is kept.
   */
  candles(interval: Interval, now: Millis): readonly Candle[] {
    if (interval === SECOND) return this.#seconds(now);
    const parts = this.#candles.find(({ width }) => interval.of % width === 0);
    const kept = parts?.upTo(now) ?? [];
    const joined = rolled(kept, interval.startOf);
    // Of the oldest some parts are forgotten: what is left of it would be another candle each time.
    const forgets = kept.length === parts?.keep && joined.length > 1 && joined[0]?.start !== kept[0]?.start;
    return forgets ? joined.slice(1) : joined;
  }

  /** They are rarely asked for, and made of the trades then. */
  #seconds(now: Millis): readonly Candle[] {
    const trades = this.latest(this.#keep);
    const candles = new Candles(seconds(1), SECONDS_TOLD);
    for (const trade of trades) candles.add(trade);
    const told = candles.upTo(now);
    const forgets = trades.length === this.#keep && told[0]?.start === SECOND.startOf(trades[0]?.T ?? now);
    return forgets ? told.slice(1) : told;
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
