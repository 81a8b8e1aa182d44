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

/** An id from which on the exchange had nothing new. */
interface Vain {
  readonly from: number;
  readonly times: number;
  /** It may be asked for again. */
  readonly again: Duration;
  readonly refused?: true;
}

/** Asks the exchange for the trades that a sequence misses. */
export class Filler {
  readonly #options: FillerOptions;
  readonly #sequence: Sequence;
  readonly #flights = new Set<string>();
  /** What was asked for in vain of each symbol. */
  readonly #vain = new Map<string, Vain>();
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
      const vain = this.#vainOf(want);
      if (vain?.refused && now < vain.again) this.#sequence.giveUpAll(want.symbol);
      if (this.#flights.has(want.symbol) || now < (vain?.again ?? now)) continue;
      this.#flights.add(want.symbol);
      void this.#ask(want).finally(() => {
        this.#flights.delete(want.symbol);
        this.look();
      });
    }
  }

  #vainOf({ symbol, from }: Want): Vain | undefined {
    const vain = this.#vain.get(symbol);
    return vain?.from === from ? vain : undefined;
  }

  async #ask(want: Want): Promise<void> {
    const { client, clock, signal, onFound } = this.#options;
    const { symbol, from, round } = want;
    try {
      const page = { ...(await told(client, symbol, from, signal)), round };
      if (this.#failures > 0) this.#options.logger.info({}, 'the exchange tells again what is missing');
      this.#failures = 0;
      const now = clock.elapsed();
      const times = this.#vainOf(want)?.times ?? 0;
      const again = now + Math.min(LONGEST_AGAIN, AGAIN_AFTER * 2 ** times);
      if (this.#sequence.found(symbol, page, now)) this.#vain.delete(symbol);
      else this.#vain.set(symbol, { from, times: times + 1, again });
      onFound();
    } catch (thrown) {
      if (!signal.aborted) this.#onFailure(want, thrown);
    }
  }

  #onFailure({ symbol, from }: Want, thrown: unknown): void {
    const { clock, logger, onFound, onBug } = this.#options;
    const now = clock.elapsed();
    if (thrown instanceof WorldError) {
      const fields = { reason: thrown.message };
      if (this.#failures === 0) logger.warn(fields, 'the exchange does not tell what is missing; asking until it does');
      this.#resting = now + Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.#failures);
      this.#failures++;
    } else if (thrown instanceof PipelineError) {
      logger.warn({ symbol, reason: thrown.message }, 'the exchange cannot tell what is missing of a symbol');
      this.#vain.set(symbol, { from, times: 0, again: now + REFUSED_AGAIN, refused: true });
      this.#sequence.giveUpAll(symbol);
      onFound();
    } else onBug(thrown);
  }
}
