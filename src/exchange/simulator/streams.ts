import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Millis, minutes, seconds } from '../../core/time.ts';
import type { TradePayload } from '../../market/events.ts';

interface Client {
  readonly socket: WebSocket;
  readonly streams: ReadonlySet<string>;
  /** `/stream` wraps each event beside its stream's name, `/ws` does not. */
  readonly wrapped: boolean;
  /** When it last answered a ping, or came. */
  answered: Millis;
  pinged: string | undefined;
  /** How many messages it has sent since when. */
  second: Millis;
  messages: number;
}

const CLIENTS_MAX = 100;
const STREAMS_MAX = 1_024;
/** A client that sends more than so many messages in a second is cut off, as by Binance. */
const MESSAGES_MAX = 5;
/** What may wait for a client that does not read; one that lets more pile up is cut off. */
const WAITING_MAX = 16 * 2 ** 20;
/** A client that has not answered for so long is cut off. */
const PONG_WITHIN = minutes(1);

/**
 * The websocket side of the exchange: `/stream?streams=a/b` and `/ws/a/b`. What is published while a client is away is
 * lost to it, as on the real exchange; a stream that nobody publishes to is silent, not an error.
 */
export class Streams {
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: 4_096, perMessageDeflate: false });
  readonly #clients = new Set<Client>();

  /** How many clients there are. */
  get size(): number {
    return this.#clients.size;
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, now: () => Millis): void {
    socket.on('error', () => socket.destroy()); // a client may go away at any time
    const wanted = streamsOf(request.url ?? '');
    if (!wanted || this.#clients.size >= CLIENTS_MAX) {
      socket.once('finish', () => socket.destroy()); // a client that never ends would hold the server open
      socket.end(`HTTP/1.1 ${wanted ? '503 Service Unavailable' : '400 Bad Request'}\r\nconnection: close\r\n\r\n`);
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (opened) => {
      const came = { answered: now(), pinged: undefined, second: now(), messages: 0 };
      const client: Client = { socket: opened, ...wanted, ...came };
      this.#clients.add(client);
      opened.on('pong', (payload) => {
        if (payload.toString() === client.pinged) client.answered = now(); // any other pong keeps nothing alive
      });
      opened.on('message', (data) => {
        if (now() - client.second >= seconds(1)) Object.assign(client, { second: now(), messages: 0 });
        if (++client.messages > MESSAGES_MAX) opened.terminate();
        else opened.send(refuse(String(data)));
      });
      opened.on('error', () => opened.terminate());
      opened.on('close', () => this.#clients.delete(client));
    });
  }

  publish(trade: TradePayload): void {
    if (this.#clients.size === 0) return;
    const stream = `${trade.s.toLowerCase()}@trade`;
    const event = JSON.stringify(trade);
    for (const { socket, streams, wrapped } of this.#clients) {
      if (!streams.has(stream)) continue;
      if (socket.bufferedAmount > WAITING_MAX) socket.terminate();
      else socket.send(wrapped ? `{"stream":"${stream}","data":${event}}` : event);
    }
  }

  /** Pings every client, and cuts those off that left the last ones unanswered. */
  ping(now: Millis): void {
    for (const client of this.#clients) {
      if (now - client.answered >= PONG_WITHIN) client.socket.terminate();
      client.pinged = String(now);
      if (client.socket.readyState === client.socket.OPEN) client.socket.ping(client.pinged);
    }
  }

  /** Drops all connections without a word. */
  cut(): void {
    for (const { socket } of this.#clients) socket.terminate();
    this.#clients.clear();
  }
}

function streamsOf(path: string): Pick<Client, 'streams' | 'wrapped'> | undefined {
  const url = URL.parse(path, 'ws://localhost');
  const wrapped = url?.pathname === '/stream';
  if (!url || !(wrapped || url.pathname.startsWith('/ws/'))) return undefined;
  const names = wrapped ? (url.searchParams.get('streams') ?? '') : decoded(url.pathname.slice('/ws/'.length));
  const streams = new Set(names.split('/').filter((name) => name !== ''));
  return streams.size === 0 || streams.size > STREAMS_MAX ? undefined : { streams, wrapped };
}

/** A path without its percent signs; one that is written wrongly names no stream. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return '';
  }
}

/** Binance would take SUBSCRIBE and the like. */
function refuse(message: string): string {
  const id = /"id"\s*:\s*(\d+|"\w{1,36}")/.exec(message)?.[1] ?? 'null';
  const msg = 'Invalid request: this exchange takes the names of streams in the URL only.';
  return `{"error":{"code":2,"msg":"${msg}"},"id":${id}}`;
}
