import type { Logger } from '../../core/source.ts';
import { type Duration, hours, minutes, seconds } from '../../core/time.ts';
import { jitter, waitBefore } from './backoff.ts';
import type { Budget } from './budget.ts';
import { Connection, type ConnectionOptions, type Ended } from './connection.ts';
import { Lag } from './lag.ts';

export interface LineOptions extends Omit<ConnectionOptions, 'onSubscribed'> {
  readonly logger: Logger;
  readonly budget: Budget;
  /** There was no connection for these symbols, and now there is. */
  readonly onOutage: (symbols: readonly string[]) => void;
  /** What to log beside an outage. */
  readonly stats: () => object;
}

const LONGEST_STALL = minutes(15);
/** A connection that stood for so long was a good one: the next outage starts with short waits again. */
const STOOD = seconds(10);
/** The exchange ends every connection after a day. */
const LIFE = hours(23);
const LIFE_SPREAD = minutes(30);
/** How long two connections stand beside each other, so that what one has not brought yet comes on the other. */
const OVERLAP = seconds(5);
/** Events that come later than others on the same connection by so much; twice as much after each time in a day. */
const LAG_MAX = minutes(1);

/**
 * Keeps some symbols connected until `signal` is aborted. A connection that has to go, because it is a day old, because
 * the exchange says so or because it serves badly, is replaced before it ends; after one that ended by itself it
 * connects again, for ever. An outage is logged once, and so is its end.
 */
export class Line {
  readonly #options: LineOptions;
  readonly #host: string;
  /** Those that have not ended. */
  readonly #open = new Set<Connection>();
  /** Those of them that bring everything. */
  readonly #standing = new Set<Connection>();
  #newest: Connection | undefined;
  #attempts = 0;
  #outage: 'since the start' | 'told' | undefined = 'since the start';
  #stall: Duration;
  #lagMax: Duration = LAG_MAX;

  constructor(options: LineOptions) {
    this.#options = options;
    this.#host = new URL(options.base).host;
    this.#stall = options.stall;
  }

  /** Moves to a new connection. */
  replace(why: string): void {
    this.#newest?.replace(why);
  }

  async keep(signal: AbortSignal): Promise<void> {
    const { clock, budget } = this.#options;
    const stop = () => this.#end([...this.#open], 'told to stop');
    signal.addEventListener('abort', stop);
    while (!signal.aborted) {
      await budget.attempt(signal);
      if (signal.aborted) break;
      const began = clock.elapsed();
      const connection = this.#dial();
      const over = await Promise.race([connection.ended, connection.replaced]);
      if (signal.aborted) break;
      if (typeof over === 'string') this.#onReplace(over, clock.elapsed() - began);
      else this.#onEnd(over);
      if (this.#attempts > 0) await clock.sleep(waitBefore(this.#attempts), signal);
    }
    signal.removeEventListener('abort', stop);
    await Promise.all([...this.#open].map(({ ended }) => ended));
  }

  #dial(): Connection {
    const { clock, onTrade, onOutage } = this.#options;
    const lag = new Lag(this.#lagMax);
    const connection = new Connection({
      ...this.#options,
      stall: this.#stall,
      onTrade: (trade) => {
        onTrade(trade);
        if (!lag.grown(trade.E, clock.now())) return;
        this.#lagMax = 2 * lag.most;
        connection.replace(`its trades come ${lag.most} ms later than at first`);
      },
      onSubscribed: (symbols) => {
        this.#tellConnected();
        if (this.#standing.size === 0) onOutage(symbols);
      },
    });
    this.#newest = connection;
    this.#open.add(connection);
    void connection.subscribed.then((all) => all && this.#onStanding(connection));
    void connection.ended.then(() => {
      this.#open.delete(connection);
      this.#standing.delete(connection);
    });
    return connection;
  }

  /** It takes the place of all others, once they have brought what it may have missed. */
  #onStanding(connection: Connection): void {
    const { clock } = this.#options;
    const others = [...this.#open].filter((one) => one !== connection);
    this.#standing.add(connection);
    const during = (span: Duration, then: () => void) =>
      void clock.sleep(span, connection.over).then(() => connection.over.aborted || then());
    during(LIFE + jitter() * LIFE_SPREAD, () => {
      this.#lagMax = LAG_MAX;
      connection.replace('it is nearly a day old');
    });
    during(OVERLAP, () => this.#end(others, 'another one has taken its place'));
  }

  #onReplace(reason: string, stood: Duration): void {
    this.#options.logger.info({ host: this.#host, reason }, 'moving to a new connection to the exchange');
    this.#attempts = stood >= STOOD ? 0 : this.#attempts + 1;
  }

  #onEnd({ reason, stood, heard }: Ended): void {
    this.#attempts = stood >= STOOD ? 1 : this.#attempts + 1;
    // Twice as long after each one that brought nothing at all: then it is the market that is quiet.
    if (stood > 0) this.#stall = heard ? this.#options.stall : Math.min(LONGEST_STALL, 2 * this.#stall);
    if (this.#standing.size > 0 || this.#outage === 'told') return;
    const fields = { host: this.#host, reason, ...this.#options.stats() };
    this.#options.logger.warn(fields, 'no connection to the exchange; trying until there is');
    this.#outage = 'told';
  }

  #tellConnected(): void {
    if (this.#outage === undefined) return;
    const again = this.#outage === 'told' ? ' again' : '';
    this.#options.logger.info({ host: this.#host, attempts: this.#attempts + 1 }, `connected to the exchange${again}`);
    this.#outage = undefined;
  }

  #end(connections: readonly Connection[], why: string): void {
    for (const connection of connections) connection.giveUp(why);
  }
}
