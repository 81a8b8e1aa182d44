import { type Clock, type Millis, millis } from '../../core/time.ts';
import type { TradePayload } from '../../market/events.ts';
import type { Feed } from './market.ts';

export interface TradingOptions {
  readonly feed: Feed;
  readonly clock: Clock;
  /** How many times faster than the clock the market runs. */
  readonly speed: number;
}

/** How often the market is looked at. */
const LOOK_EVERY = millis(20);
/** Most trades between two turns of the event loop, in which those who listen are given the others' time. */
const CHUNK = 1_000;

/** Lets a market go on with the clock, from when it is opened until it is stopped. */
export class Trading {
  readonly #options: TradingOptions;
  readonly #stopped = new AbortController();
  #done = Promise.resolve();
  #time: Millis;

  constructor(options: TradingOptions) {
    this.#options = options;
    this.#time = options.feed.start;
  }

  /** The market's time. */
  now(): Millis {
    return Math.floor(this.#time);
  }

  /** Tells each trade from now on, until it is stopped. */
  open(onTrade: (trade: TradePayload) => void): void {
    if (!this.#stopped.signal.aborted) this.#done = this.#run(onTrade);
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#done;
  }

  async #run(onTrade: (trade: TradePayload) => void): Promise<void> {
    const { feed, clock, speed } = this.#options;
    const began = clock.elapsed();
    while (!this.#stopped.signal.aborted) {
      const due = feed.start + (clock.elapsed() - began) * speed;
      const trades = feed.until(due, CHUNK);
      for (const trade of trades) onTrade(trade);
      const caughtUp = trades.length < CHUNK;
      this.#time = Math.max(this.#time, caughtUp ? due : (trades.at(-1)?.E ?? this.#time));
      await clock.sleep(caughtUp ? LOOK_EVERY : 0, this.#stopped.signal);
    }
  }
}
