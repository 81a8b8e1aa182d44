import { WorldError } from '../../core/errors.ts';
import type { Position, Read } from '../../core/record.ts';
import type { Reader, RunContext } from '../../core/source.ts';
import type { Duration } from '../../core/time.ts';
import type { MarketEvent, TradePayload } from '../../market/events.ts';
import { keepConnected } from './connection.ts';
import { readFrame } from './frame.ts';
import { Sequence } from './sequence.ts';

export interface ReaderOptions {
  readonly url: string;
  /** Trades that may wait to be read. */
  readonly buffer: number;
  readonly stall: Duration;
}

/** Trades of one read, at most. */
const READ_MAX = 1_000;

/** Reads what the connection has received; the connection is opened and kept beside it. */
export class BinanceReader implements Reader<MarketEvent> {
  readonly #options: ReaderOptions;
  readonly #context: RunContext;
  readonly #sequence: Sequence;
  readonly #closing = new AbortController();
  readonly #connection: Promise<void>;
  #buffer: TradePayload[] = [];
  #failure: { readonly thrown: unknown } | undefined;
  #wake = (): void => {};
  #trades = 0;
  #odd = 0;
  #closed = false;

  constructor(options: ReaderOptions, from: Position | undefined, context: RunContext) {
    this.#options = options;
    this.#context = context;
    this.#sequence = new Sequence(from);
    const { clock, logger } = context;
    this.#connection = keepConnected(
      {
        ...options,
        clock,
        logger,
        onMessage: (text) => this.#onMessage(text),
        stats: () => this.#stats(),
      },
      this.#closing.signal,
    ).catch((thrown) => this.#fail(thrown));
  }

  async next(signal: AbortSignal): Promise<Read<MarketEvent>> {
    for (;;) {
      signal.throwIfAborted();
      if (this.#failure) throw this.#failure.thrown;
      const read = this.#take();
      if (read.items.length > 0) return read;
      if (this.#buffer.length === 0) await this.#woken(signal);
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#fail(new WorldError('The connection to the exchange was closed.'));
    await this.#connection;
    this.#context.logger.info(this.#stats(), 'closed the connection to the exchange');
  }

  /** What has come; what has not, and should have, is told. */
  #take(): Read<MarketEvent> {
    const { missing } = this.#sequence;
    const { size } = this.#sequence.fallen;
    const read = this.#sequence.take(this.#buffer.splice(0, READ_MAX));
    const { logger } = this.#context;
    const missed = this.#sequence.missing - missing;
    if (missed > 0) {
      const symbols = [...new Set(read.items.flatMap((item) => (item.e === 'gap' ? [item.s] : [])))];
      logger.warn({ missed, symbols }, 'missed trades, by their ids: each gap is told in the log');
    }
    if (this.#sequence.fallen.size > size) {
      const symbols = [...this.#sequence.fallen];
      logger.warn(
        { symbols },
        'ids fell while time went on: is this another exchange? Its trades pass for repetitions',
      );
    }
    return read;
  }

  #onMessage(text: string): 'reconnect' | 'go on' {
    const frame = readFrame(text);
    if (frame.is === 'trade') this.#receive(frame.trade);
    if (frame.is === 'odd') this.#report(text);
    return frame.is === 'shutdown' ? 'reconnect' : 'go on';
  }

  #receive(trade: TradePayload): void {
    if (this.#failure) return;
    this.#trades++;
    if (this.#buffer.length >= this.#options.buffer) {
      const waiting = `${this.#options.buffer} trades wait to be read, and more come`;
      this.#fail(new WorldError(`${waiting}: what follows cannot keep up. Read on from the last checkpoint.`));
      return;
    }
    this.#buffer.push(trade);
    this.#wake();
  }

  /** Neither a trade nor a reason to stop: said the first few times, then rarely. */
  #report(text: string): void {
    this.#odd++;
    if (this.#odd > 3 && this.#odd % 1_000 !== 0) return;
    this.#context.logger.warn({ odd: this.#odd, message: text.slice(0, 200) }, 'the exchange sent something else');
  }

  #fail(thrown: unknown): void {
    this.#failure ??= { thrown };
    this.#buffer = [];
    this.#closing.abort();
    this.#wake();
  }

  #woken(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = () => {
        signal.removeEventListener('abort', this.#wake);
        this.#wake = () => {};
        resolve();
      };
      signal.addEventListener('abort', this.#wake);
    });
  }

  #stats() {
    const { duplicates, missing } = this.#sequence;
    return { trades: this.#trades, duplicates, missing, odd: this.#odd };
  }
}
