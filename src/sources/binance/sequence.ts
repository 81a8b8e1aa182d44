import type { Position, Read } from '../../core/record.ts';
import type { Duration } from '../../core/time.ts';
import type { MarketEvent, StreamEvent, TickEvent, TradePayload } from '../../market/events.ts';
import { Break } from './break.ts';
import { Breaks, type Want } from './breaks.ts';
import type { Page } from './gap.ts';
import { Late } from './late.ts';
import { SequenceRead } from './sequence-read.ts';
import { Written } from './written.ts';

/** What is too late anyway is asked for while no more waits to be read than this. */
const LATE_BEHIND = 1_000;

/**
 * Trades in the order of their ids, per symbol. A jump in the ids is a gap, and what comes meanwhile, of all symbols,
 * waits behind it until the missing trades are found, or a gap event is written in their place; a trade that came
 * before is left out. A position is the last id of each symbol, and what is still sought below it.
 */
export class Sequence {
  /** Trades left out because they came before. */
  duplicates = 0;
  /** Trades that were not found in time, by their ids. */
  missing = 0;
  /** Trades that the stream did not bring, and that were found. */
  filled = 0;
  readonly #written: Written;
  /** The last id of each symbol that was taken in. */
  readonly #last: Map<string, number>;
  readonly #breaks = new Breaks();
  readonly #late: Late;
  #queue: (StreamEvent | TickEvent | Break)[] = [];

  /** Of all symbols, or of these. Throws CHANGED when `from` is no position of this source. */
  constructor(from: Position | undefined, symbols?: readonly string[]) {
    this.#written = new Written(from, symbols);
    this.#last = new Map(this.#written.last);
    this.#late = new Late(this.#written);
  }

  /** Trades that wait to be read, and breaks between them. */
  get waiting(): number {
    return this.#queue.length;
  }

  /** There is something to read. */
  get ready(): boolean {
    const [head] = this.#queue;
    return head instanceof Break ? head.head !== 'wait' : head !== undefined;
  }

  lastOf(symbol: string): number | undefined {
    return this.#last.get(symbol);
  }

  /** Takes in what the stream brings. False: it came before. */
  receive(trade: TradePayload, now: Duration): boolean {
    const { s, t, T } = trade;
    const last = this.#last.get(s);
    if (last !== undefined && t <= last) return this.#again(trade, now);
    const unended = this.#breaks.unended(s);
    if (unended) unended.end(t - 1, T);
    else if (last !== undefined && t > last + 1) this.#queue.push(this.#breaks.jump(s, last + 1, t - 1, T, now));
    this.#queue.push(trade);
    this.#last.set(s, t);
    return true;
  }

  /** Takes in what prices are: it stands behind what came before. */
  tick(tick: TickEvent): void {
    this.#queue.push(tick);
  }

  /** There was no connection for these symbols, and now there is one: whatever they traded meanwhile is missing. */
  outage(symbols: readonly string[], now: Duration): void {
    const known = symbols.flatMap((symbol) => {
      const last = this.#last.get(symbol);
      return last === undefined ? [] : [[symbol, last] as const];
    });
    const added = this.#breaks.outage(new Map(known), now);
    if (added) this.#queue.push(added);
  }

  /** What to ask the exchange for, of each symbol one thing: what the others wait for most comes first. */
  wanted(): readonly Want[] {
    const wanted = this.#breaks.wanted;
    if (this.waiting > LATE_BEHIND) return wanted;
    const late = this.#late.wanted.filter(({ symbol }) => wanted.every((one) => one.symbol !== symbol));
    return [...wanted, ...late];
  }

  /** Takes in what the exchange has told of a symbol. False: it was nothing new. */
  found(symbol: string, page: Page, now: Duration): boolean {
    const found = this.#breaks.offer(symbol, now, (gap) => {
      const any = gap.take(page);
      this.#last.set(symbol, Math.max(this.#last.get(symbol) ?? gap.reach, gap.reach));
      return any;
    });
    if (found && page.whole) this.#breaks.filled(now);
    const late = this.#late.take(symbol, page);
    this.#queue.push(...late);
    return found || late.length > 0;
  }

  /** What was not found in time is told as a gap. `fails`: the exchange does not answer. */
  giveUp = (now: Duration, fails: boolean): void => this.#breaks.giveUp(now, fails);

  /** Whatever is missing is told as a gap, of one symbol or of all. */
  giveUpAll = (symbol?: string): void => this.#breaks.giveUpAll(symbol);

  /** The next items, up to where something is missing. */
  take(most: number): Read<MarketEvent> {
    const before = new Written(this.#written);
    const items: MarketEvent[] = [];
    let taken = 0;
    for (let entry = this.#queue[0]; entry && items.length < most; entry = this.#queue[taken]) {
      const item = entry instanceof Break ? entry.head : entry;
      if (item === 'wait') break;
      if (entry === item || item === 'over') taken++;
      if (entry instanceof Break && item === 'over') this.#breaks.over(entry);
      if (item === 'over') continue;
      if (entry instanceof Break && item.e !== 'tick') entry.handedOut(item);
      items.push(item);
      this.#write(item);
    }
    if (taken > 0) this.#queue = this.#queue.slice(taken);
    return new SequenceRead(items, before, this.#written.position);
  }

  #write(item: MarketEvent): void {
    this.#written.add(item);
    if (item.e === 'tick') return;
    this.#late.wrote(item);
    if (item.e === 'trade') this.filled += item.filled ? 1 : 0;
    else if (!item.again) this.missing += item.to - item.from + 1;
  }

  /** It came before, or an older connection brings what a newer one, which stands already, did not. */
  #again(trade: TradePayload, now: Duration): boolean {
    if (this.#breaks.offer(trade.s, now, (gap) => gap.offer(trade))) return true;
    if (this.#late.offer(trade)) {
      this.#queue.push(trade);
      return true;
    }
    this.duplicates++;
    return false;
  }
}
