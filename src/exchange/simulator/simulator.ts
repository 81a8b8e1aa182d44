import { createServer } from 'node:http';
import { type Clock, type Duration, type Millis, minutes, seconds } from '../../core/time.ts';
import { Exchange, type ExchangeOptions, type Status } from './exchange.ts';
import { Faults, type RestState } from './faults.ts';
import { LOOPBACK, listen } from './listen.ts';
import { createMarket, type MarketOptions } from './market.ts';
import { openAccount, type PaperOptions } from './paper/open.ts';
import type { Credentials } from './paper/signature.ts';
import { openRecording } from './recording.ts';
import { Rest } from './rest.ts';
import { Streams } from './streams.ts';
import { Trading } from './trading.ts';

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

const PING_EVERY = seconds(20);

/** Opens an exchange, its market starting now. Rejects with CONFIG when the port is in use. */
export async function simulator(options: SimulatorOptions): Promise<Simulator> {
  const { clock, speed = 1, recording } = options;
  const played = recording === undefined ? undefined : openRecording(recording);
  const feed = played ?? createMarket(options);
  const next = new Map(feed.listings.map(({ pair, firstId }) => [pair.symbol, firstId]));
  const faults = new Faults();
  const streams = new Streams({ ...options, faults });
  const closed = new AbortController();
  const trading = new Trading({ feed, clock, speed });
  const { account, credentials } = openAccount(options.paper ?? {}, feed.listings, options.seed);
  const exchange = new Exchange({ ...options, account, listings: feed.listings, now: () => trading.now() });
  const rest = new Rest({ exchange, faults, clock, credentials, speed, closed: closed.signal });
  const http = createServer((request, response) => void rest.answer(request, response));
  http.on('upgrade', (request, socket, head) => streams.upgrade(request, socket, head));
  const bound = await listen(http, options.host ?? LOOPBACK, options.port ?? 0);

  async function ping(): Promise<void> {
    while (!closed.signal.aborted) {
      await clock.sleep(PING_EVERY, closed.signal);
      if (!closed.signal.aborted) streams.ping(clock.now());
    }
  }

  const open = () =>
    trading.open((trade) => {
      if (!exchange.record(trade)) return;
      next.set(trade.s, trade.t + 1);
      streams.publish(trade);
    });
  if (!played) open();
  else void streams.listened.then(open);
  const pinging = ping();

  return {
    wsUrl: `ws://${bound}`,
    restUrl: `http://${bound}`,
    paper: credentials,
    passedOver: played?.passedOver ?? 0,
    get clients() {
      return streams.size;
    },
    now: exchange.now,
    symbols: () => exchange.symbols,
    ids: () =>
      new Map(
        feed.listings.map(({ pair: { symbol }, firstId }) => [
          symbol,
          { first: firstId, next: next.get(symbol) ?? firstId },
        ]),
      ),
    stop: () => trading.stop(),
    cut: () => streams.cut(),
    shutDown: (lead = minutes(10)) => streams.shutDown(exchange.now(), lead, closed.signal),
    drop(share) {
      faults.share = share;
    },
    silence: (symbol) => faults.silence(exchange.listing(symbol).pair.symbol),
    setRest(state) {
      faults.rest = state;
    },
    heal: () => faults.heal(),
    halt: (symbol, status) => exchange.halt(symbol, status),
    delist: (symbol) => exchange.delist(symbol),
    async close() {
      closed.abort();
      await Promise.all([trading.stop(), pinging]);
      feed.close?.();
      streams.cut();
      const done = new Promise((resolve) => http.close(resolve));
      http.closeAllConnections();
      await done;
    },
  };
}
