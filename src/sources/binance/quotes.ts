import { AMOUNT_PLACES, formatUnits, unitsOf } from '../../core/decimal.ts';
import { PipelineError } from '../../core/errors.ts';
import type { Logger } from '../../core/source.ts';
import { type Clock, type Millis, minutes, seconds } from '../../core/time.ts';
import { dollarPrices } from '../../market/dollar-prices.ts';
import type { TickEvent, TradePayload } from '../../market/events.ts';
import { DOLLAR } from '../../market/pairs.ts';
import { splitSymbol } from '../../market/symbol.ts';
import type { Asked } from './history.ts';

export interface QuotesOptions {
  readonly client: Asked;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onTick: (tick: TickEvent) => void;
}

const ASK_EVERY = minutes(1);
/** Until a trade has told what time it is. */
const LOOK_EVERY = seconds(1);

/** Asks what those assets cost in which a symbol is quoted and which no symbol here trades for dollars. */
export class Quotes {
  readonly #assets: ReadonlySet<string>;
  readonly #options: QuotesOptions;
  /** The market's time. */
  #time: Millis | undefined;

  constructor(symbols: readonly string[], options: QuotesOptions) {
    const quotes = symbols.map((symbol) => splitSymbol(symbol).quote).filter((asset) => asset !== '');
    this.#assets = new Set(quotes.filter((asset) => asset !== DOLLAR && !symbols.includes(`${asset}${DOLLAR}`)));
    this.#options = options;
  }

  /** A trade came: prices that are asked for now are of its time. */
  heard({ T }: TradePayload): void {
    this.#time = Math.max(this.#time ?? T, T);
  }

  async keep(signal: AbortSignal): Promise<void> {
    const { clock, logger, onTick } = this.#options;
    while (!signal.aborted && this.#assets.size > 0) {
      const E = this.#time;
      if (E !== undefined) {
        try {
          onTick({ e: 'tick', E, prices: await this.#ask() });
        } catch (thrown) {
          if (signal.aborted) return;
          if (!(thrown instanceof PipelineError)) throw thrown;
          logger.debug({ reason: thrown.message }, 'the exchange does not tell prices');
        }
      }
      await clock.sleep(E === undefined ? LOOK_EVERY : ASK_EVERY, signal);
    }
  }

  async #ask(): Promise<TickEvent['prices']> {
    const all = Object.entries(dollarPrices(await this.#options.client.tickerPrice()));
    const wanted = all.filter(([asset]) => this.#assets.has(asset));
    return Object.fromEntries(wanted.map(([asset, price]) => [asset, formatUnits(unitsOf(price), AMOUNT_PLACES)]));
  }
}
