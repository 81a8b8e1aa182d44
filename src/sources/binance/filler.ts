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
/** Of what is too late anyway. */
const LONGEST_LATE = hours(1);
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
  /** What was asked for in vain of each symbol, by whether it was late. */
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
    if (signal.aborted || now < this.#resting || this.#flights.size >= FLIGHTS_MAX) return;
    for (const want of this.#sequence.wanted()) {
      if (this.#flights.size >= FLIGHTS_MAX) return;
      const refused = this.#vain.get(want.symbol);
      if (refused?.refused && now < refused.again) {
        this.#sequence.giveUpAll(want.symbol);
        continue;
      }
      if (this.#flights.has(want.symbol) || now < (this.#vainOf(want)?.again ?? now)) continue;
      this.#flights.add(want.symbol);
      void this.#ask(want).finally(() => {
        this.#flights.delete(want.symbol);
        this.look();
      });
    }
  }

  /** Nothing new of this was told so far. */
  #vainOf(want: Want): Vain | undefined {
    const vain = this.#vain.get(keyOf(want));
    return vain?.from === want.from ? vain : undefined;
  }

  /** What is late of a symbol is asked for ever more rarely as a whole, until something is found. */
  #inVain(want: Want, least: Duration = 0): void {
    const { from, late } = want;
    const key = keyOf(want);
    const times = (late ? this.#vain.get(key) : this.#vainOf(want))?.times ?? 0;
    const wait = Math.min(late ? LONGEST_LATE : LONGEST_AGAIN, AGAIN_AFTER * 2 ** times);
    this.#vain.set(key, { from, times: times + 1, again: this.#options.clock.elapsed() + Math.max(least, wait) });
  }

  async #ask(want: Want): Promise<void> {
    const { client, clock, signal, onFound } = this.#options;
    const { symbol, from, round, single } = want;
    try {
      const page = { ...(await told(client, symbol, from, signal, single)), round };
      if (this.#failures > 0) this.#options.logger.info({}, 'the exchange tells again what is missing');
      this.#failures = 0;
      if (this.#sequence.found(symbol, page, clock.elapsed())) this.#vain.delete(keyOf(want));
      else this.#inVain(want);
      onFound();
    } catch (thrown) {
      if (!signal.aborted) this.#onFailure(want, thrown);
    }
  }

  #onFailure(want: Want, thrown: unknown): void {
    const { symbol, from, late } = want;
    const { clock, logger, onFound, onBug } = this.#options;
    const now = clock.elapsed();
    if (thrown instanceof WorldError) {
      const fields = { reason: thrown.message };
      if (this.#failures === 0) logger.warn(fields, 'the exchange does not tell what is missing; asking until it does');
      this.#resting = now + Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.#failures);
      this.#failures++;
    } else if (thrown instanceof PipelineError && late) this.#inVain(want, REFUSED_AGAIN);
    else if (thrown instanceof PipelineError) {
      logger.warn({ symbol, reason: thrown.message }, 'the exchange cannot tell what is missing of a symbol');
      this.#vain.set(symbol, { from, times: 0, again: now + REFUSED_AGAIN, refused: true });
      this.#sequence.giveUpAll(symbol);
      onFound();
    } else onBug(thrown);
  }
}

const keyOf = ({ symbol, late }: Want): string => (late ? `${symbol} late` : symbol);
