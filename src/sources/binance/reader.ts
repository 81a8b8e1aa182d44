import { WorldError } from '../../core/errors.ts';
import type { Position, Read } from '../../core/record.ts';
import type { Reader, RunContext } from '../../core/source.ts';
import { type Duration, seconds } from '../../core/time.ts';
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

/** How often it is said that trades were missed, or came again. */
const TELL_EVERY = seconds(10);
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
  #tellAgain: Duration = 0;

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

  #take(): Read<MarketEvent> {
    const { missing, duplicates } = this.#sequence;
    const read = this.#sequence.take(this.#buffer.splice(0, READ_MAX));
    if (this.#sequence.missing > missing) this.#tell('trades were missed, by their ids; each gap is told in the log');
    if (this.#sequence.duplicates > duplicates) {
      this.#tell('trades are left out: by their ids they came before, or else the exchange counts anew');
    }
    return read;
  }

  /** At once, and then now and then: after an outage each symbol shows its own gap when it trades again. */
  #tell(what: string): void {
    const now = this.#context.clock.elapsed();
    if (now < this.#tellAgain) return;
    this.#tellAgain = now + TELL_EVERY;
    this.#context.logger.warn(this.#stats(), what);
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
