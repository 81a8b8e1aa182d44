import type { WebSocket } from 'ws';
import { type Clock, type Millis, minutes, seconds } from '../../core/time.ts';
import { Rate } from './rate.ts';
import { answerTo, type Subscriptions } from './requests.ts';

/** A client that sends more than so many messages in a second is cut off; pings and pongs are messages. */
const MESSAGES_MAX = 5;
/** What may wait for a client that does not read; one that lets more pile up is cut off. */
const WAITING_MAX = 16 * 2 ** 20;
/** A client that has not answered a ping for so long is cut off. */
const PONG_WITHIN = minutes(1);
/** The close code of a server that goes away. */
const GOING_AWAY = 1_001;

/** What a client asked for when it came. */
export interface Wanted extends Subscriptions {
  /** Whether its times are in microseconds. */
  readonly micros: boolean;
}

/** One websocket client. */
export class Connection {
  readonly subscribed: Wanted;
  /** Aborted when it is over. */
  readonly over: AbortSignal;
  /** Draws what is lost on the way to it. */
  readonly random: () => number;
  readonly #socket: WebSocket;
  readonly #messages = new Rate(MESSAGES_MAX, seconds(1));
  readonly #clock: Clock;
  /** When it last answered a ping, or came. */
  #answered: Millis;
  #pinged: string | undefined;

  constructor(socket: WebSocket, subscribed: Wanted, random: () => number, clock: Clock, onSubscribed: () => void) {
    const over = new AbortController();
    this.subscribed = subscribed;
    this.over = over.signal;
    this.random = random;
    this.#socket = socket;
    this.#clock = clock;
    this.#answered = clock.now();
    socket.on('ping', () => this.#counted());
    socket.on('pong', (payload) => {
      if (this.#counted() && payload.toString() === this.#pinged) this.#answered = clock.now(); // no other keeps alive
    });
    socket.on('message', (data) => {
      if (!this.#counted()) return;
      socket.send(answerTo(String(data), subscribed));
      if (subscribed.streams.size > 0) onSubscribed();
    });
    socket.on('error', () => socket.terminate());
    socket.on('close', () => over.abort());
    if (subscribed.streams.size > 0) onSubscribed();
  }

  send(text: string): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#socket.bufferedAmount > WAITING_MAX) this.#socket.terminate();
    else this.#socket.send(text);
  }

  /** Pings it, or cuts it off when it left the last ones unanswered. */
  ping(now: Millis): void {
    if (now - this.#answered >= PONG_WITHIN) this.cut();
    this.#pinged = String(now);
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.ping(this.#pinged);
  }

  /** Ends it as the protocol has it: with a close frame. */
  close(): void {
    this.#socket.close(GOING_AWAY);
  }

  /** Ends it without a word. */
  cut(): void {
    this.#socket.terminate();
  }

  /** Whether one more message is allowed; otherwise it is cut off. */
  #counted(): boolean {
    const allowed = this.#messages.take(this.#clock.now());
    if (!allowed) this.cut();
    return allowed;
  }
}
