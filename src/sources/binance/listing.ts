import { PipelineError, WorldError } from '../../core/errors.ts';
import type { Logger } from '../../core/source.ts';
import { type Clock, hours, minutes } from '../../core/time.ts';
import { Refused } from '../../exchange/client/refusal.ts';
import type { Asked } from './history.ts';

export interface ListingOptions {
  readonly client: Asked;
  readonly clock: Clock;
  readonly logger: Logger;
}

const LOOK_EVERY = hours(1);
const LOOK_AGAIN = minutes(1);
/** Symbols that are asked for by name; of more all are asked for. */
const NAMED_MAX = 100;
const TRADING = 'TRADING';
/** Of a symbol that the exchange does not list: it never did, does no more, or has given it another name. */
const UNKNOWN = 'unknown';

/**
 * Says which of the symbols do not trade. The exchange sends no event for that: their streams are silent, and those of
 * symbols that it never heard of are, too. They stay subscribed to, for a symbol may trade again.
 */
export class Listing {
  readonly #symbols: readonly string[];
  readonly #options: ListingOptions;
  readonly #told = new Map<string, string>();

  constructor(symbols: readonly string[], options: ListingOptions) {
    this.#symbols = symbols;
    this.#options = options;
  }

  /** It trades, as far as is known. */
  trades(symbol: string): boolean {
    return (this.#told.get(symbol) ?? TRADING) === TRADING;
  }

  /** The exchange has refused a question about it: said at once, and not with the next look. */
  gone(symbol: string): void {
    this.#tell(symbol, UNKNOWN);
  }

  /** Looks now, and then every hour. */
  async keep(signal: AbortSignal): Promise<void> {
    const { clock, logger } = this.#options;
    while (!signal.aborted) {
      const failure = await this.#look().catch((thrown) => thrown);
      if (signal.aborted) return;
      if (failure && !(failure instanceof PipelineError)) throw failure;
      const fields = { reason: failure?.message };
      if (failure instanceof WorldError) logger.debug(fields, 'the exchange does not tell what it lists');
      else if (failure) logger.warn(fields, 'the exchange cannot tell what it lists');
      await clock.sleep(failure instanceof WorldError ? LOOK_AGAIN : LOOK_EVERY, signal);
    }
  }

  async #look(): Promise<void> {
    const { symbols } = await this.#ask();
    const statuses = new Map(symbols.map(({ symbol, status }) => [symbol, status]));
    for (const symbol of this.#symbols) this.#tell(symbol, statuses.get(symbol) ?? UNKNOWN);
  }

  /** One unknown symbol among those that are named is refused with all of them. */
  #ask() {
    const { client } = this.#options;
    if (this.#symbols.length > NAMED_MAX) return client.exchangeInfo();
    return client.exchangeInfo(this.#symbols).catch((thrown) => {
      if (thrown instanceof Refused) return client.exchangeInfo();
      throw thrown;
    });
  }

  #tell(symbol: string, status: string): void {
    const before = this.#told.get(symbol) ?? TRADING;
    this.#told.set(symbol, status);
    if (before === status) return;
    const { logger } = this.#options;
    if (status === TRADING) logger.info({ symbol }, 'a symbol trades again');
    else if (status === UNKNOWN) {
      logger.warn({ symbol }, 'the exchange lists no such symbol: it was renamed or taken off, or is misspelt');
    } else logger.warn({ symbol, status }, 'a symbol does not trade');
  }
}
