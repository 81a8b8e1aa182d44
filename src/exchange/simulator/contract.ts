import type { Clock, Duration, Millis } from '../../core/time.ts';
import type { ExchangeOptions, Status } from './exchange.ts';
import type { RestState } from './faults.ts';
import type { MarketOptions } from './market.ts';
import type { PaperOptions } from './paper/open.ts';
import type { Credentials } from './paper/signature.ts';

export interface SimulatorOptions extends MarketOptions, Pick<ExchangeOptions, 'past'> {
  /**
   * A file of trades to play instead of a market that is made up. Its time is that of the trades, whatever `start` and
   * `pairs` say, and stands still until somebody is subscribed, so that nobody misses its beginning.
   */
  readonly recording?: string;
  readonly clock: Clock;
  /** How many times faster than the clock the market runs. */
  readonly speed?: number;
  /** Where it listens. Left out: on 127.0.0.1. */
  readonly host?: string;
  /** Left out: any free one. */
  readonly port?: number;
  /** How long a connection may stand, by the clock. Default: 24 h. */
  readonly life?: Duration;
  /** Trades of each symbol that REST can still tell. Default: 10,000. */
  readonly keep?: number;
  /** The account of play money that signed requests are for. */
  readonly paper?: PaperOptions;
}

/** A local exchange that speaks Binance's protocol. */
export interface Simulator {
  /** What stands for `wss://stream.binance.com:9443`. */
  readonly wsUrl: string;
  /** What stands for `https://api.binance.com`. */
  readonly restUrl: string;
  /** Who may use the account. */
  readonly paper: Credentials;
  /** How many events of the recording are not played, being no trades or standing behind later ones. */
  readonly passedOver: number;
  /** How many websocket clients are connected. */
  readonly clients: number;
  /** The market's time. */
  now(): Millis;
  /** The symbols that are listed. */
  symbols(): readonly string[];
  /** The ids that each symbol has traded so far: from `first` up to, but not with, `next`. */
  ids(): ReadonlyMap<string, { readonly first: number; readonly next: number }>;
  /** Ends the market, once and for ever; connections stay, and so do the answers. */
  stop(): Promise<void>;
  /** Drops all connections without a word. */
  cut(): void;
  /** Tells all connections that the server shuts down, and closes those after `lead`, by the clock. */
  shutDown(lead?: Duration): Promise<void>;
  /** From now on that share of the trades is not sent: to each connection others are lost. REST has them all. */
  drop(share: number): void;
  /** The stream of this symbol ends, though it is traded and REST tells so. */
  silence(symbol: string): void;
  setRest(state: RestState): void;
  /** Ends `drop`, `silence` and what `setRest` did. */
  heal(): void;
  /** Ends the trades of a symbol, for ever: it keeps its past, and the status says so. */
  halt(symbol: string, status: Exclude<Status, 'TRADING'>): void;
  /** Takes a symbol off the exchange: no answer knows it any more, and its stream is silent. */
  delist(symbol: string): void;
  close(): Promise<void>;
}
