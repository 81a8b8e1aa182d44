import { WebSocket } from 'ws';
import { type Clock, type Duration, type Millis, millis, seconds } from '../../core/time.ts';
import type { TradePayload } from '../../market/events.ts';
import { readFrame } from './frame.ts';
import { subscribe, subscriptionsTo } from './streams.ts';

export interface ConnectionOptions {
  /** What stands for `wss://stream.binance.com:9443`. */
  readonly base: string;
  readonly symbols: readonly string[];
  readonly clock: Clock;
  /** A connection on which no message comes for so long is given up; pings do not count. */
  readonly stall: Duration;
  readonly onTrade: (trade: TradePayload) => void;
  readonly onOdd: (text: string) => void;
  /** From now on whatever these symbols trade comes. */
  readonly onSubscribed: (symbols: readonly string[]) => void;
}

const HANDSHAKE_WITHIN = seconds(10);
const ANSWER_WITHIN = seconds(10);
const MESSAGE_MAX = 2 ** 20;
/** The exchange takes 5 messages a second, answers to its pings included. */
const REQUEST_EVERY = millis(300);

/** How a connection ended. */
export interface Ended {
  readonly reason: string;
  readonly stood: Duration;
  /** Messages came on it. */
  readonly heard: boolean;
}

/** One websocket, from dialling to its end. Pings are answered by the socket, with their payload. */
export class Connection {
  /** Resolves when all symbols are subscribed to; false if it ended before. */
  readonly subscribed: Promise<boolean>;
  /** Never rejects. */
  readonly ended: Promise<Ended>;
  /** Resolves with why another one shall take its place, which is meant to happen before it ends. */
  readonly replaced: Promise<string>;
  readonly #options: ConnectionOptions;
  readonly #socket: WebSocket;
  readonly #over = new AbortController();
  readonly #answers = new Map<number, (refusal: string | undefined) => void>();
  #replace: (why: string) => void = () => {};
  #reason: string | undefined;
  #opened: Millis | undefined;
  #heard = false;
  #heardNow = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    const { url, inUrl, later } = subscriptionsTo(options.symbols, options.base);
    this.#socket = new WebSocket(url, {
      handshakeTimeout: HANDSHAKE_WITHIN,
      maxPayload: MESSAGE_MAX,
      perMessageDeflate: false,
    });
    this.replaced = new Promise((resolve) => {
      this.#replace = resolve;
    });
    const opened = new Promise<void>((resolve) => this.#socket.on('open', resolve));
    this.ended = this.#untilEnd();
    this.subscribed = Promise.race([opened.then(() => this.#subscribe(inUrl, later)), this.ended.then(() => false)]);
    void this.#watch();
  }

  /** Aborted when it is over. */
  get over(): AbortSignal {
    return this.#over.signal;
  }

  giveUp(why: string): void {
    this.#reason ??= why;
    this.#socket.terminate();
  }

  /** Lets another one take its place. */
  replace(why: string): void {
    this.#replace(why);
  }

  #untilEnd(): Promise<Ended> {
    const { clock } = this.#options;
    return new Promise((resolve) => {
      this.#socket.on('open', () => {
        this.#opened = clock.elapsed();
      });
      this.#socket.on('message', (data) => this.#onMessage(data.toString()));
      this.#socket.on('error', ({ message }) => {
        this.#reason ??= message;
      });
      this.#socket.on('close', (code, said) => {
        this.#over.abort();
        const closed = `the exchange closed it (${[code, ...(said.length > 0 ? [said] : [])].join(': ')})`;
        const stood = this.#opened === undefined ? 0 : clock.elapsed() - this.#opened;
        resolve({ reason: this.#reason ?? closed, stood, heard: this.#heard });
      });
    });
  }

  #onMessage(text: string): void {
    if (this.over.aborted) return;
    this.#heard = true;
    this.#heardNow = true;
    const frame = readFrame(text);
    if (frame.is === 'trade') this.#options.onTrade(frame.trade);
    else if (frame.is === 'shutdown') this.replace('the exchange shuts this connection down');
    else if (frame.is === 'answer' && this.#answers.has(frame.id)) this.#answers.get(frame.id)?.(frame.refusal);
    else this.#options.onOdd(text);
  }

  async #subscribe(inUrl: readonly string[], later: readonly (readonly string[])[]): Promise<boolean> {
    const { clock, onSubscribed } = this.#options;
    onSubscribed(inUrl);
    const answered = later.map(async (symbols, i) => {
      await clock.sleep(REQUEST_EVERY * (i + 1), this.over);
      if (!this.over.aborted && (await this.#ask(symbols, i + 1))) onSubscribed(symbols);
    });
    await Promise.all(answered);
    return !this.over.aborted;
  }

  /** Subscribes to more symbols. A connection without them is of no use. */
  async #ask(symbols: readonly string[], id: number): Promise<boolean> {
    const answered = new AbortController();
    const answer = new Promise<string | undefined>((resolve) => this.#answers.set(id, resolve));
    this.#socket.send(subscribe(symbols, id));
    const late = this.#options.clock.sleep(ANSWER_WITHIN, AbortSignal.any([answered.signal, this.over]));
    const refusal = await Promise.race([answer, late.then(() => `no answer within ${ANSWER_WITHIN} ms`)]);
    answered.abort();
    if (refusal !== undefined) this.giveUp(`SUBSCRIBE failed: ${refusal}`);
    return refusal === undefined;
  }

  // In quarters, so that a process that was blocked or asleep for long first takes what came in the meantime.
  async #watch(): Promise<void> {
    const { clock, stall } = this.#options;
    let silent = 0;
    while (silent < 4) {
      await clock.sleep(stall / 4, this.over);
      if (this.over.aborted) return;
      silent = this.#heardNow ? 0 : silent + 1;
      this.#heardNow = false;
    }
    this.giveUp(`no message for ${stall} ms`);
  }
}
