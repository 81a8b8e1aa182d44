import { PipelineError } from '../../core/errors.ts';
import type { Logger } from '../../core/source.ts';
import { type Clock, type Duration, minutes, seconds } from '../../core/time.ts';
import { Refused } from '../../exchange/client/refusal.ts';
import { type Asked, told } from './history.ts';
import type { Listing } from './listing.ts';
import { Silence } from './silence.ts';

export interface ProberOptions {
  readonly client: Asked;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  readonly listing: Listing;
  /** The id of the last trade of a symbol that came. */
  readonly lastOf: (symbol: string) => number | undefined;
  /** It was traded, and its stream has not brought it. */
  readonly onMissed: (symbol: string) => void;
  /** Its stream shall come on another connection. */
  readonly onDead: (symbol: string) => void;
}

/** What the exchange has told already is given so long to come by the stream as well. */
const GRACE = seconds(2);
/** Between two changes of the connection for the sake of silent symbols. */
const CHANGE_EVERY = minutes(5);
/** The exchange's code for a symbol that it does not list. */
const NO_SUCH_SYMBOL = -1121;

/** Asks the exchange about symbols whose streams are silent, against their usual rate or from the start. */
export class Prober {
  readonly #options: ProberOptions;
  readonly #silence: Silence;
  /** Of symbols of which no trade has come: the last that the exchange had when it was asked. */
  readonly #first = new Map<string, number>();
  #asking = false;
  #changed: Duration = Number.NEGATIVE_INFINITY;

  constructor(symbols: readonly string[], options: ProberOptions) {
    this.#options = options;
    this.#silence = new Silence(symbols, options.clock.elapsed());
  }

  /** The stream has brought a trade. */
  heard(symbol: string): void {
    this.#silence.heard(symbol, this.#options.clock.elapsed());
  }

  /** Asks about those that are silent by now, unless it still asks about others. Rejects with what is a bug. */
  async look(): Promise<void> {
    if (this.#asking) return;
    const { clock, listing } = this.#options;
    const silent = this.#silence.silent(clock.elapsed()).filter((symbol) => listing.trades(symbol));
    this.#asking = true;
    await Promise.all(silent.map((symbol) => this.#probe(symbol)));
    this.#asking = false;
  }

  async #probe(symbol: string): Promise<void> {
    const { client, clock, logger, signal, lastOf, onMissed, onDead } = this.#options;
    const last = lastOf(symbol) ?? this.#first.get(symbol);
    if (last === undefined) return this.#begin(symbol);
    const answer = await this.#answer(symbol, told(client, symbol, last + 1, signal));
    if (!answer || answer.to <= last) return;
    await clock.sleep(GRACE, signal);
    const missed = answer.to - (lastOf(symbol) ?? last);
    if (signal.aborted || missed <= 0) return;
    if (this.#first.has(symbol)) this.#first.set(symbol, answer.to);
    logger.warn({ symbol, missed }, 'a symbol is traded, and its stream is silent');
    const now = clock.elapsed();
    this.#silence.missed(symbol, now);
    onMissed(symbol);
    if (now - this.#changed < CHANGE_EVERY) return;
    this.#changed = now;
    onDead(symbol);
  }

  /** Nothing is known of it: what is traded from now on should come by the stream. */
  async #begin(symbol: string): Promise<void> {
    const trades = await this.#answer(symbol, this.#options.client.aggTrades(symbol, { limit: 1 }));
    const last = trades?.at(-1);
    if (last) this.#first.set(symbol, last.lastTradeId);
  }

  /** Undefined where it fails: it is asked again after a while. */
  #answer<T>(symbol: string, asked: Promise<T>): Promise<T | undefined> {
    return asked.catch((thrown) => {
      if (thrown instanceof Refused && thrown.exchangeCode === NO_SUCH_SYMBOL) this.#options.listing.gone(symbol);
      if (thrown instanceof PipelineError || this.#options.signal.aborted) return undefined;
      throw thrown;
    });
  }
}
