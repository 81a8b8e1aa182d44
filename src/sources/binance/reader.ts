import { WorldError } from '../../core/errors.ts';
import type { Position, Read } from '../../core/record.ts';
import type { Reader, RunContext } from '../../core/source.ts';
import { type Duration, seconds } from '../../core/time.ts';
import { marketClient } from '../../exchange/client.ts';
import type { MarketEvent, TradePayload } from '../../market/events.ts';
import type { Budget } from './budget.ts';
import { Filler } from './filler.ts';
import { Listing } from './listing.ts';
import { Pool } from './pool.ts';
import { Prober } from './prober.ts';
import { Quotes } from './quotes.ts';
import { Sequence } from './sequence.ts';
import { Told } from './told.ts';
import { Wake } from './wake.ts';

export interface ReaderOptions {
  /** What stands for `wss://stream.binance.com:9443`. */
  readonly base: string;
  /** What stands for `https://api.binance.com`. */
  readonly rest: string;
  readonly symbols: readonly string[];
  /** Trades that may wait to be read. */
  readonly buffer: number;
  readonly stall: Duration;
  readonly budget: Budget;
}

/** Trades of one read, at most. */
const READ_MAX = 1_000;
/** How often it is looked at what is missing, and who is silent. */
const TEND_EVERY = seconds(1);

/**
 * Reads what the connections have received, in the order of its ids. Beside that the connections are kept, what is
 * missing is asked for, and symbols are watched.
 */
export class BinanceReader implements Reader<MarketEvent> {
  readonly #options: ReaderOptions;
  readonly #context: RunContext;
  readonly #sequence: Sequence;
  readonly #told: Told;
  readonly #pool: Pool;
  readonly #filler: Filler;
  readonly #prober: Prober;
  readonly #quotes: Quotes;
  readonly #closing = new AbortController();
  readonly #beside: Promise<unknown>;
  #failure: { readonly thrown: unknown } | undefined;
  readonly #wake = new Wake();
  #closed = false;

  constructor(options: ReaderOptions, from: Position | undefined, context: RunContext) {
    const { symbols, rest } = options;
    const { clock, logger } = context;
    const { signal } = this.#closing;
    this.#options = options;
    this.#context = context;
    this.#sequence = new Sequence(from, symbols);
    this.#told = new Told(this.#sequence, context);
    const client = marketClient({ url: rest, clock, signal });
    const world = { client, clock, logger, signal };
    this.#filler = new Filler(this.#sequence, {
      ...world,
      onFound: () => this.#wake.up(),
      onBug: (thrown) => this.#fail(thrown),
    });
    const listing = new Listing(symbols, world);
    this.#prober = new Prober(symbols, {
      ...world,
      listing,
      lastOf: (symbol) => this.#sequence.lastOf(symbol),
      onMissed: (symbol) => this.#onOutage([symbol]),
      onDead: (symbol) => this.#pool.replace(symbol, `${symbol} is traded, and its stream is silent`),
    });
    this.#pool = new Pool({
      ...options,
      ...world,
      onTrade: (trade) => this.#receive(trade),
      onOdd: (text) => this.#told.odd(text),
      onOutage: (missed) => this.#onOutage(missed),
      stats: () => this.#told.stats,
    });
    this.#quotes = new Quotes(symbols, { ...world, onTick: (tick) => this.#sequence.tick(tick) });
    const kept = [this.#pool, listing, this.#quotes].map((one) => one.keep(signal));
    this.#beside = Promise.all([...kept, this.#tend(signal)].map((one) => one.catch((thrown) => this.#fail(thrown))));
  }

  async next(signal: AbortSignal): Promise<Read<MarketEvent>> {
    for (;;) {
      signal.throwIfAborted();
      if (this.#failure) throw this.#failure.thrown;
      const read = this.#sequence.take(READ_MAX);
      this.#told.look();
      if (read.items.length > 0) return read;
      if (!this.#sequence.ready) await this.#wake.sleep(signal);
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#fail(new WorldError('The connection to the exchange was closed.'));
    await this.#beside;
    this.#context.logger.info(this.#told.stats, 'closed the connection to the exchange');
  }

  #receive(trade: TradePayload): void {
    if (this.#failure) return;
    const { buffer } = this.#options;
    const { waiting } = this.#sequence;
    if (waiting >= buffer) {
      const why = `${buffer} trades wait to be read, and more come: what follows cannot keep up`;
      this.#fail(new WorldError(`${why}. Read on from the last checkpoint.`));
      return;
    }
    // What is missing is waited for while there is room: half of it is for whoever reads.
    if (waiting >= buffer / 2) this.#sequence.giveUpAll();
    this.#told.trade(trade, this.#sequence.receive(trade, this.#context.clock.elapsed()));
    this.#prober.heard(trade.s);
    this.#quotes.heard(trade);
    this.#filler.look();
    this.#wake.up();
  }

  #onOutage(symbols: readonly string[]): void {
    this.#sequence.outage(symbols, this.#context.clock.elapsed());
    this.#filler.look();
  }

  async #tend(signal: AbortSignal): Promise<void> {
    const { clock } = this.#context;
    for (;;) {
      await clock.sleep(TEND_EVERY, signal);
      if (signal.aborted) return;
      this.#sequence.giveUp(clock.elapsed(), this.#filler.fails);
      this.#filler.look();
      this.#prober.look().catch((thrown) => this.#fail(thrown));
      this.#wake.up();
    }
  }

  #fail(thrown: unknown): void {
    this.#failure ??= { thrown };
    this.#closing.abort();
    this.#wake.up();
  }
}
