import { PipelineError } from '../../core/errors.ts';
import type { Position, Read } from '../../core/record.ts';
import type { GapEvent, MarketEvent, TradePayload } from '../../market/events.ts';

type LastIds = Map<string, number>;

/**
 * Trades in the order of their ids, per symbol: a jump in the ids is told by a gap event before the trade that showed
 * it, and a trade at or below the last id came before and is left out. A position is the last id of each symbol.
 */
export class Sequence {
  /** Trades left out because they came before. */
  duplicates = 0;
  /** Trades that never came, by their ids. */
  missing = 0;
  #last: LastIds;

  /** Throws CHANGED when `from` is no position of this source. */
  constructor(from: Position | undefined) {
    this.#last = from === undefined ? new Map() : parsePosition(from);
  }

  take(trades: readonly TradePayload[]): Read<MarketEvent> {
    const before = new Map(this.#last);
    const items: MarketEvent[] = [];
    for (const trade of trades) {
      const last = this.#last.get(trade.s);
      if (last !== undefined && trade.t <= last) {
        this.duplicates++;
        continue;
      }
      if (last !== undefined && trade.t > last + 1) {
        items.push({ e: 'gap', E: trade.T, s: trade.s, from: last + 1, to: trade.t - 1 });
        this.missing += trade.t - 1 - last;
      }
      items.push(trade);
      this.#last.set(trade.s, trade.t);
    }
    return new SequenceRead(items, before, toPosition(this.#last));
  }
}

class SequenceRead implements Read<MarketEvent> {
  readonly items: readonly MarketEvent[];
  readonly position: Position;
  readonly #before: LastIds;
  /** The last ids after the items below `#done`: positions are mostly asked for one after the other. */
  #last: LastIds;
  #done = 0;

  constructor(items: readonly MarketEvent[], before: LastIds, position: Position) {
    this.items = items;
    this.position = position;
    this.#before = before;
    this.#last = new Map(before);
  }

  positionOf(i: number): Position {
    if (i < this.#done - 1) {
      this.#last = new Map(this.#before);
      this.#done = 0;
    }
    for (; this.#done <= i; this.#done++) {
      const item = this.items[this.#done];
      if (item) this.#last.set(item.s, lastIdOf(item));
    }
    return toPosition(this.#last);
  }
}

/** After a gap event its ids count as read, so that it is told once. */
const lastIdOf = (item: TradePayload | GapEvent): number => (item.e === 'gap' ? item.to : item.t);

const toPosition = (last: LastIds): Position => JSON.stringify(Object.fromEntries(last));

function parsePosition(position: Position): LastIds {
  try {
    const last: unknown = JSON.parse(position);
    if (typeof last === 'object' && last !== null) {
      const entries = Object.entries(last);
      if (entries.every(([, id]) => Number.isSafeInteger(id))) return new Map(entries);
    }
  } catch {
    // told below
  }
  throw new PipelineError(
    'CHANGED',
    `The checkpoint ${position.slice(0, 80)} is none of binance(), which keeps the last id of each symbol. ` +
      'Was this pipeline reading another source? Then give it another name.',
  );
}
