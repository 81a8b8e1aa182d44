import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { type Clock, type Duration, hours, type Millis, minutes } from '../../core/time.ts';
import type { TradePayload } from '../../market/events.ts';
import { Connection } from './connection.ts';
import type { Faults } from './faults.ts';
import { createRandom } from './random.ts';
import { Rate } from './rate.ts';
import { wantedIn } from './wanted.ts';

export interface StreamsOptions {
  readonly clock: Clock;
  readonly faults: Faults;
  readonly seed: number;
  /** How long a connection may stand, by the clock. */
  readonly life?: Duration;
}

const CLIENTS_MAX = 100;
/** How often one may try to connect; the exchange is for one machine, so all who try are one. */
const ATTEMPTS_MAX = 300;
const ATTEMPTS_WITHIN = minutes(5);
/** 1,024 names of streams in one request, and as much again. */
const MESSAGE_MAX = 64 * 2 ** 10;

/**
 * The websocket side of the exchange: `/stream?streams=a/b` and `/ws/a/b`. What is published while a client is away is
 * lost to it, as on the real exchange; a stream that nobody publishes to is silent, not an error.
 */
export class Streams {
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_MAX, perMessageDeflate: false });
  readonly #connections = new Set<Connection>();
  readonly #attempts = new Rate(ATTEMPTS_MAX, ATTEMPTS_WITHIN);
  readonly #options: StreamsOptions;
  readonly #listened = Promise.withResolvers<void>();
  #opened = 0;

  constructor(options: StreamsOptions) {
    this.#options = options;
  }

  /** Resolves when somebody is subscribed for the first time. */
  get listened(): Promise<void> {
    return this.#listened.promise;
  }

  /** How many clients there are. */
  get size(): number {
    return this.#connections.size;
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { clock, seed } = this.#options;
    socket.on('error', () => socket.destroy()); // a client may go away at any time
    const allowed = this.#attempts.take(clock.now());
    const wanted = wantedIn(request.url ?? '');
    if (!allowed || !wanted || this.#connections.size >= CLIENTS_MAX) {
      refuse(socket, allowed ? (wanted ? '503 Service Unavailable' : '400 Bad Request') : '429 Too Many Requests');
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (opened) => {
      this.#opened++;
      const { resolve } = this.#listened;
      const connection = new Connection(opened, wanted, createRandom(seed + this.#opened), clock, resolve);
      this.#connections.add(connection);
      connection.over.addEventListener('abort', () => this.#connections.delete(connection));
      void this.#retire([connection], this.#options.life ?? hours(24), connection.over);
    });
  }

  publish(trade: TradePayload): void {
    const { faults } = this.#options;
    if (this.#connections.size === 0 || faults.silences(trade.s)) return;
    const stream = `${trade.s.toLowerCase()}@trade`;
    const event = JSON.stringify(trade);
    for (const connection of this.#connections) {
      const { streams, combined, micros } = connection.subscribed;
      if (!streams.has(stream)) continue;
      if (faults.share > 0 && connection.random() < faults.share) continue;
      const sent = micros ? JSON.stringify({ ...trade, E: trade.E * 1_000, T: trade.T * 1_000 }) : event;
      connection.send(combined ? `{"stream":"${stream}","data":${sent}}` : sent);
    }
  }

  /** Tells all that they will be cut off, and does so after `lead`; who comes meanwhile stays. */
  async shutDown(time: Millis, lead: Duration, signal: AbortSignal): Promise<void> {
    const told = [...this.#connections];
    for (const connection of told) {
      const { combined, micros } = connection.subscribed;
      const event = `{"e":"serverShutdown","E":${micros ? time * 1_000 : time}}`;
      connection.send(combined ? `{"stream":"!serverShutdown","data":${event}}` : event);
    }
    await this.#retire(told, lead, signal);
  }

  /** Pings every client, and cuts those off that left the last ones unanswered. */
  ping(now: Millis): void {
    for (const connection of this.#connections) connection.ping(now);
  }

  /** Drops all connections without a word. */
  cut(): void {
    for (const connection of this.#connections) connection.cut();
    this.#connections.clear();
  }

  async #retire(connections: readonly Connection[], after: Duration, signal: AbortSignal): Promise<void> {
    await this.#options.clock.sleep(after, signal);
    for (const connection of connections) connection.close();
  }
}

function refuse(socket: Duplex, status: string): void {
  socket.once('finish', () => socket.destroy()); // a client that never ends would hold the server open
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\n\r\n`);
}
