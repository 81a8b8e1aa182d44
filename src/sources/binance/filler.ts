import { PipelineError, WorldError } from '../../core/errors.ts';
import type { Logger } from '../../core/source.ts';
import { type Clock, type Duration, hours, minutes, seconds } from '../../core/time.ts';
import type { Want } from './breaks.ts';
import { type Asked, told } from './history.ts';
import type { Sequence } from './sequence.ts';

export interface FillerOptions {
  readonly client: Asked;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** Something was found: there may be more to read. */
  readonly onFound: () => void;
  readonly onBug: (thrown: unknown) => void;
}

/** Requests that are under way at a time; how many there may be in a minute is for the client to know. */
const FLIGHTS_MAX = 4;
/** The wait before the exchange is asked again after it failed; twice as long each time. */
const FIRST_WAIT = seconds(1);
const LONGEST_WAIT = seconds(30);
/** The wait before a symbol is asked about again of which there was nothing new; twice as long each time. */
const AGAIN_AFTER = seconds(2);
const LONGEST_AGAIN = minutes(10);
/** One that it will have nothing to do with, such as one that was delisted. */
const REFUSED_AGAIN = hours(1);

/** Asks the exchange for the trades that a sequence misses. */
export class Filler {
  readonly #options: FillerOptions;
  readonly #sequence: Sequence;
  readonly #flights = new Set<string>();
  /** When a symbol may be asked for again. */
  readonly #next = new Map<string, Duration>();
  /** How often in a row there was nothing new of a symbol. */
  readonly #vain = new Map<string, number>();
  #failures = 0;
  /** Before, nothing is asked for. */
  #resting: Duration = Number.NEGATIVE_INFINITY;

  constructor(sequence: Sequence, options: FillerOptions) {
    this.#sequence = sequence;
    this.#options = options;
  }

  /** What was asked for last was not answered. */
  get fails(): boolean {
    return this.#failures > 0;
  }

  /** Asks for what is wanted and not asked for yet; to be called whenever that may be more than before. */
  look(): void {
    const { clock, signal } = this.#options;
    const now = clock.elapsed();
    if (signal.aborted || now < this.#resting) return;
    for (const want of this.#sequence.wanted()) {
      if (this.#flights.size >= FLIGHTS_MAX) return;
      if (this.#flights.has(want.symbol) || now < (this.#next.get(want.symbol) ?? now)) continue;
      this.#flights.add(want.symbol);
      void this.#ask(want).finally(() => {
        this.#flights.delete(want.symbol);
        this.look();
      });
    }
  }

  async #ask({ symbol, from, round }: Want): Promise<void> {
    const { client, clock, signal, onFound } = this.#options;
    try {
      const page = { ...(await told(client, symbol, from, signal)), round };
      if (this.#failures > 0) this.#options.logger.info({}, 'the exchange tells again what is missing');
      this.#failures = 0;
      const now = clock.elapsed();
      const vain = this.#sequence.found(symbol, page, now) ? 0 : (this.#vain.get(symbol) ?? 0) + 1;
      this.#vain.set(symbol, vain);
      this.#next.set(symbol, vain === 0 ? now : now + Math.min(LONGEST_AGAIN, AGAIN_AFTER * 2 ** (vain - 1)));
      onFound();
    } catch (thrown) {
      if (!signal.aborted) this.#onFailure(symbol, thrown);
    }
  }

  #onFailure(symbol: string, thrown: unknown): void {
    const { clock, logger, onFound, onBug } = this.#options;
    const now = clock.elapsed();
    if (thrown instanceof WorldError) {
      const fields = { reason: thrown.message };
      if (this.#failures === 0) logger.warn(fields, 'the exchange does not tell what is missing; asking until it does');
      this.#resting = now + Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.#failures);
      this.#failures++;
    } else if (thrown instanceof PipelineError) {
      logger.warn({ symbol, reason: thrown.message }, 'the exchange cannot tell what is missing of a symbol');
      this.#next.set(symbol, now + REFUSED_AGAIN);
      this.#sequence.giveUpAll(symbol);
      onFound();
    } else onBug(thrown);
  }
}
