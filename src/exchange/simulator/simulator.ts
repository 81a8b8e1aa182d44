import { createServer } from 'node:http';
import { minutes, seconds } from '../../core/time.ts';
import type { Simulator, SimulatorOptions } from './contract.ts';
import { Exchange } from './exchange.ts';
import { Faults } from './faults.ts';
import { Lag } from './lag.ts';
import { LOOPBACK, listen } from './listen.ts';
import { createMarket } from './market.ts';
import { openAccount } from './paper/open.ts';
import { openRecording } from './recording.ts';
import { Rest } from './rest.ts';
import { Streams } from './streams.ts';
import { Trading } from './trading.ts';

export type { Simulator, SimulatorOptions } from './contract.ts';

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

  const lag = new Lag(faults, exchange);
  const open = () =>
    trading.open((trade) => {
      if (!exchange.trades(trade.s)) return;
      lag.push(trade);
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
      lag.tell();
    },
    heal() {
      faults.heal();
      lag.tell();
    },
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
