import type { TradePayload } from '../../market/events.ts';
import type { Exchange } from './exchange.ts';
import type { Faults } from './faults.ts';

/** What REST does not know yet, though the streams have it: the last trades, as many as it is behind. */
export class Lag {
  readonly #faults: Faults;
  readonly #exchange: Exchange;
  readonly #untold: TradePayload[] = [];

  constructor(faults: Faults, exchange: Exchange) {
    this.#faults = faults;
    this.#exchange = exchange;
  }

  push(trade: TradePayload): void {
    this.#untold.push(trade);
    this.tell();
  }

  /** Lets REST know all that it may know now. */
  tell(): void {
    const { rest } = this.#faults;
    const told = this.#untold.length - (rest.is === 'behind' ? rest.by : 0);
    for (const trade of this.#untold.splice(0, Math.max(0, told))) this.#exchange.record(trade);
  }
}
