import type { Logger } from '../../core/source.ts';
import { type Clock, type Duration, seconds } from '../../core/time.ts';
import type { TradePayload } from '../../market/events.ts';
import type { Sequence } from './sequence.ts';

/** How often it is said that trades were missed, or came again. */
const TELL_EVERY = seconds(10);
/** So many trades of a symbol in a row came before: more than a connection repeats that takes another one's place. */
const REPEATED = 1_000;

/** What people get to hear of the trades that came, and of those that did not. */
export class Told {
  readonly #sequence: Sequence;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #repeats = new Map<string, number>();
  readonly #again = new Map<string, Duration>();
  #trades = 0;
  #odd = 0;
  #missing = 0;
  #filled = 0;

  constructor(sequence: Sequence, { clock, logger }: { readonly clock: Clock; readonly logger: Logger }) {
    this.#sequence = sequence;
    this.#clock = clock;
    this.#logger = logger;
  }

  get stats() {
    const { duplicates, missing, filled } = this.#sequence;
    return { trades: this.#trades, duplicates, missing, filled, odd: this.#odd };
  }

  /** A trade came by the stream, which was new or not. */
  trade({ s }: TradePayload, fresh: boolean): void {
    this.#trades++;
    const repeats = fresh ? 0 : (this.#repeats.get(s) ?? 0) + 1;
    this.#repeats.set(s, repeats);
    if (repeats < REPEATED) return;
    const remedy = 'where the exchange counts anew, stop the pipeline and forget its position by `millrace reset`';
    this.#tell('warn', `trades are left out, for by their ids they came before; ${remedy}`);
  }

  /** Neither a trade nor a reason to stop: said the first few times, then rarely. */
  odd(message: string): void {
    this.#odd++;
    if (this.#odd > 3 && this.#odd % 1_000 !== 0) return;
    this.#logger.warn({ odd: this.#odd, message: message.slice(0, 200) }, 'the exchange sent something else');
  }

  /** Something may have been missed or filled. */
  look(): void {
    const { missing, filled } = this.#sequence;
    if (missing > this.#missing) this.#tell('warn', 'trades were missed, by their ids; each gap is told in the log');
    if (filled > this.#filled) this.#tell('info', 'trades that the stream did not bring were filled in');
    this.#missing = missing;
    this.#filled = filled;
  }

  /** At once, and then now and then: an outage has many gaps. */
  #tell(level: 'info' | 'warn', what: string): void {
    const now = this.#clock.elapsed();
    if (now < (this.#again.get(what) ?? now)) return;
    this.#again.set(what, now + TELL_EVERY);
    this.#logger[level](this.stats, what);
  }
}
