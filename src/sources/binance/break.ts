import type { Duration } from '../../core/time.ts';
import type { GapEvent, StreamEvent, TradePayload } from '../../market/events.ts';
import type { Gap } from './gap.ts';

/**
 * Gaps at one place of the stream: one that a trade showed, or those of all symbols that an outage left. What is found
 * of them goes on in the order of its time over all symbols, so that none of it is late for another's sake.
 */
export class Break {
  /** By symbol. */
  readonly gaps: Map<string, Gap>;
  /** When something was last found for it. */
  since: Duration;
  /** Counts them, in the order in which they were noticed. */
  readonly number: number;
  readonly #places: ReadonlyMap<string, number>;
  readonly #onOver: (gap: Gap) => void;
  /** What comes next of a gap may still change. */
  readonly #open: Set<Gap>;
  /** Trades that come next, each of another gap, the first of them last: they stay so until they are handed out. */
  readonly #next: TradePayload[] = [];

  constructor(number: number, gaps: readonly Gap[], now: Duration, onOver: (gap: Gap) => void) {
    this.number = number;
    this.#places = new Map(gaps.map(({ symbol }, i) => [symbol, i]));
    this.gaps = new Map(gaps.map((gap) => [gap.symbol, gap]));
    this.since = now;
    this.#onOver = onOver;
    this.#open = new Set(gaps);
  }

  giveUp(): void {
    for (const gap of this.gaps.values()) gap.giveUp();
  }

  /** The next of it in time; `wait` while one of its symbols may still have something earlier; `over` at its end. */
  get head(): StreamEvent | 'wait' | 'over' {
    let first: GapEvent | undefined;
    for (const gap of this.#open) {
      const { head } = gap;
      if (head === 'wait') return head;
      if (head === 'over') this.#over(gap);
      else if (head.e === 'trade') this.#settle(gap, head);
      else if (first === undefined || this.#isBefore(head, first)) first = head;
    }
    const trade = this.#next.at(-1);
    return first && (trade === undefined || this.#isBefore(first, trade)) ? first : (trade ?? 'over');
  }

  /** The head was handed out. */
  handedOut(head: StreamEvent): void {
    const gap = this.gaps.get(head.s);
    if (!gap) return;
    gap.handedOut(head);
    if (head.e === 'trade') this.#next.pop();
    this.#open.add(gap);
  }

  #settle(gap: Gap, trade: TradePayload): void {
    this.#open.delete(gap);
    let [low, high] = [0, this.#next.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.#next[middle];
      if (other && this.#isBefore(trade, other)) low = middle + 1;
      else high = middle;
    }
    this.#next.splice(low, 0, trade);
  }

  /** At the same time they come in the order of their symbols. */
  #isBefore(a: StreamEvent, b: StreamEvent): boolean {
    return timeOf(a) < timeOf(b) || (timeOf(a) === timeOf(b) && this.#placeOf(a) < this.#placeOf(b));
  }

  #placeOf = ({ s }: StreamEvent): number => this.#places.get(s) ?? 0;

  #over(gap: Gap): void {
    this.#open.delete(gap);
    this.gaps.delete(gap.symbol);
    this.#onOver(gap);
  }
}

const timeOf = (event: StreamEvent) => (event.e === 'trade' ? event.T : event.E);
