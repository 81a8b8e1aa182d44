import type { Millis } from '../../core/time.ts';
import type { GapEvent, StreamEvent, TradePayload } from '../../market/events.ts';

/** Trades that are held of one gap before the ones in front of them are there: more are not asked for. */
const HELD_MAX = 1_000;

/** What the exchange has told of a symbol's trades with the ids `from` … `to`. */
export interface Page {
  readonly from: number;
  readonly to: number;
  readonly trades: readonly TradePayload[];
  /** When `to` took place, where it is not one of them. */
  readonly time?: Millis | undefined;
  /** None of them is left out: what is not in it is nowhere. */
  readonly whole: boolean;
  /** Behind it the exchange has none yet. */
  readonly last: boolean;
  /** Counts outages: which of them were over when it was asked for. */
  readonly round: number;
}

/**
 * Ids of one symbol that are missing, and the trades that were found of them meanwhile. Behind an outage nobody knows
 * where it ends, until a trade comes or the exchange says that it has no more.
 */
export class Gap {
  readonly symbol: string;
  #to: number | undefined;
  /** When the trade behind it took place. */
  #shown: Millis | undefined;
  #round: number;
  /** The first id that was not handed out. */
  #next: number;
  /** Below it the exchange has told all that it has. */
  #answered: number;
  readonly #found = new Map<number, TradePayload>();
  #highest: number;
  #givenUp = false;

  constructor(symbol: string, from: number, round: number) {
    this.symbol = symbol;
    this.#next = from;
    this.#answered = from;
    this.#highest = from - 1;
    this.#round = round;
  }

  /** Nobody knows yet where it ends. */
  get unended(): boolean {
    return this.#to === undefined;
  }

  /** Ids up to it belong here. */
  get reach(): number {
    return this.#to ?? this.#highest;
  }

  /** The end is known: the next trade is there. */
  end(to: number, shown: Millis): void {
    this.#to = to;
    this.#shown = shown;
  }

  /** There was another outage before it was known where the last one ended. */
  renew(round: number): void {
    this.#round = round;
  }

  /** What is not here by now is not waited for. */
  giveUp(): void {
    this.#givenUp = true;
    this.#to ??= this.#highest;
  }

  /** The first id to ask for; undefined where there is none, or enough is held for now. */
  get wanted(): number | undefined {
    if (this.#givenUp || this.#found.size >= HELD_MAX) return undefined;
    const id = this.#firstOpen();
    return this.#to === undefined || id <= this.#to ? id : undefined;
  }

  /** Takes a trade that is missing here; false if it is not. */
  offer(trade: TradePayload): boolean {
    const { t } = trade;
    if (t < this.#next || t > (this.#to ?? t) || this.#found.has(t)) return false;
    this.#found.set(t, trade);
    this.#highest = Math.max(this.#highest, t);
    return true;
  }

  /** Takes what it misses of a page; false if that was nothing and told nothing. */
  take({ from, to, trades, time, whole, last, round }: Page): boolean {
    const before = this.#firstOpen();
    const offered = trades.filter((trade) => this.offer(trade)).length;
    if (from > before) return offered > 0;
    if (whole) this.#answered = Math.max(before, Math.min(to, this.#to ?? to) + 1);
    const ends = this.unended && last && round >= this.#round;
    if (ends) this.end(Math.max(this.#highest, to, before - 1), time ?? trades.at(-1)?.T ?? 0);
    return offered > 0 || ends || this.#answered > before;
  }

  /** What comes next of it: `wait` for it, or it is `over`. */
  get head(): StreamEvent | 'wait' | 'over' {
    if (this.#next > (this.#to ?? this.#next)) return 'over';
    const trade = this.#found.get(this.#next);
    if (trade) return trade;
    if (this.#next < this.#answered) return this.#absent(this.#answered - 1, true);
    return this.#givenUp ? this.#absent(this.reach, false) : 'wait';
  }

  /** The head was handed out. */
  handedOut(head: StreamEvent): void {
    this.#next = (head.e === 'gap' ? head.to : head.t) + 1;
    if (head.e === 'trade') this.#found.delete(head.t);
  }

  /** The first id of which nobody has told anything. */
  #firstOpen(): number {
    let id = Math.max(this.#next, this.#answered);
    while (this.#found.has(id)) id++;
    this.#answered = id;
    return id;
  }

  #absent(until: number, lost: boolean): GapEvent {
    const first = Math.min(...this.#found.keys());
    const to = Math.min(first - 1, until, this.#to ?? until);
    const E = this.#found.get(first)?.T ?? this.#shown ?? 0;
    return { e: 'gap', E, s: this.symbol, from: this.#next, to, ...(lost && { lost }) };
  }
}
