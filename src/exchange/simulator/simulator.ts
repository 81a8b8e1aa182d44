import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PipelineError } from '../../core/errors.ts';
import { type Clock, type Millis, millis, seconds } from '../../core/time.ts';
import type { TradePayload } from '../../market/events.ts';
import { History } from './history.ts';
import { createMarket, type MarketOptions } from './market.ts';
import { answer } from './rest.ts';
import { Streams } from './streams.ts';

export interface SimulatorOptions extends MarketOptions {
  readonly clock: Clock;
  /** How many times faster than the clock the market runs. */
  readonly speed?: number;
  /** Left out: any free one. */
  readonly port?: number;
}

/** A local exchange that speaks Binance's protocol. */
export interface Simulator {
  /** What stands for `wss://stream.binance.com:9443`. */
  readonly wsUrl: string;
  /** What stands for `https://api.binance.com`. */
  readonly restUrl: string;
  /** How many websocket clients are connected. */
  readonly clients: number;
  /** The market's time. */
  now(): Millis;
  /** The ids that each symbol has traded so far: from `first` up to, but not with, `next`. */
  ids(): ReadonlyMap<string, { readonly first: number; readonly next: number }>;
  /** Ends the market, once and for ever; connections stay, and so do the answers. */
  stop(): Promise<void>;
  /** Drops all connections without a word, for tests. */
  cut(): void;
  close(): Promise<void>;
}

/** How often the market is looked at. */
const LOOK_EVERY = millis(20);
/** Most trades between two turns of the event loop, in which those who listen are given the others' time. */
const CHUNK = 1_000;
const PING_EVERY = seconds(20);

/** Opens an exchange on 127.0.0.1, its market starting now. Rejects with CONFIG when the port is in use. */
export async function simulator(options: SimulatorOptions): Promise<Simulator> {
  const { clock, speed = 1, port = 0, start } = options;
  const market = createMarket(options);
  const listings = new Map(market.listings.map((listing) => [listing.pair.symbol, listing]));
  const histories = new Map(market.listings.map(({ pair, opening }) => [pair.symbol, new History(opening)]));
  const next = new Map(market.listings.map(({ pair, firstId }) => [pair.symbol, firstId]));
  const streams = new Streams();
  const stopped = new AbortController();
  const closed = new AbortController();
  const began = clock.elapsed();
  let time = start;

  const exchange = { listings, histories, now: () => Math.floor(time) };
  const http = createServer((request, response) => answer(request, response, exchange));
  http.on('upgrade', (request, socket, head) => streams.upgrade(request, socket, head, () => clock.now()));
  await new Promise<void>((resolve, reject) => {
    http.once('error', (cause: NodeJS.ErrnoException) => reject(refused(port, cause)));
    http.listen(port, '127.0.0.1', resolve);
  });
  const { port: bound } = http.address() as AddressInfo;

  function send(trade: TradePayload): void {
    histories.get(trade.s)?.record(trade);
    next.set(trade.s, trade.t + 1);
    streams.publish(trade);
  }

  async function trade(): Promise<void> {
    while (!stopped.signal.aborted) {
      const due = start + (clock.elapsed() - began) * speed;
      const trades = market.until(due, CHUNK);
      for (const each of trades) send(each);
      const caughtUp = trades.length < CHUNK;
      time = Math.max(time, caughtUp ? due : (trades.at(-1)?.E ?? time));
      await clock.sleep(caughtUp ? LOOK_EVERY : 0, stopped.signal);
    }
  }

  async function ping(): Promise<void> {
    while (!closed.signal.aborted) {
      await clock.sleep(PING_EVERY, closed.signal);
      if (!closed.signal.aborted) streams.ping(clock.now());
    }
  }

  const trading = trade();
  const pinging = ping();

  return {
    wsUrl: `ws://127.0.0.1:${bound}`,
    restUrl: `http://127.0.0.1:${bound}`,
    get clients() {
      return streams.size;
    },
    now: exchange.now,
    ids: () =>
      new Map(
        market.listings.map(({ pair: { symbol }, firstId }) => [
          symbol,
          { first: firstId, next: next.get(symbol) ?? firstId },
        ]),
      ),
    async stop() {
      stopped.abort();
      await trading;
    },
    cut: () => streams.cut(),
    async close() {
      stopped.abort();
      closed.abort();
      await Promise.all([trading, pinging]);
      streams.cut();
      const done = new Promise((resolve) => http.close(resolve));
      http.closeAllConnections();
      await done;
    },
  };
}

const refused = (port: number, cause: NodeJS.ErrnoException): PipelineError =>
  new PipelineError(
    'CONFIG',
    cause.code === 'EADDRINUSE'
      ? `Port ${port} is in use. Choose another one, or leave it out to get any free one.`
      : `The simulated exchange cannot listen on port ${port}: ${cause.message}.`,
    { cause },
  );
