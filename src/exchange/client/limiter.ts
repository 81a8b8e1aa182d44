import { WorldError } from '../../core/errors.ts';
import { type Clock, iso, type Millis, minutes } from '../../core/time.ts';

/** What an address may ask for within a minute, by the exchange's count; a little is left to clocks that differ. */
const WEIGHT_MAX = 5_900;
const WINDOW = minutes(1);
/** Who would have to wait longer is told so instead. */
const PATIENCE = minutes(2);

/** What was let through, until its answer is there. */
export interface Pass {
  /** The answer has come, or never will: `used` is what the exchange has counted in this minute, where it says so. */
  done(used?: number): void;
}

/**
 * The weight that one exchange has been asked for in this minute, known in advance and put right by what its answers
 * say, which includes what other programs have asked for from here. One for all requests of the process.
 */
export class Limiter {
  readonly #clock: Clock;
  #minute = Number.NEGATIVE_INFINITY;
  #used = 0;
  #underway = 0;
  #slowUntil: Millis = Number.NEGATIVE_INFINITY;
  #shut: { readonly until: Millis; readonly why: string } | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Waits until so much may be asked for. Rejects with a WorldError while the exchange wants no request at all. */
  async take(weight: number, signal: AbortSignal): Promise<Pass> {
    for (;;) {
      signal.throwIfAborted();
      const now = this.#clock.now();
      if (this.#shut && now < this.#shut.until) {
        throw new WorldError(`${this.#shut.why} No request is sent before ${iso(this.#shut.until)}.`);
      }
      const until = now < this.#slowUntil ? this.#slowUntil : this.#roomFrom(weight, now);
      if (until <= now) return this.#pass(weight);
      if (until - now > PATIENCE) throw new WorldError(`The exchange wants no request before ${iso(until)}.`);
      await this.#clock.sleep(until - now, signal);
    }
  }

  /** The exchange was asked for too much: everybody waits so long. */
  slow(span: Millis): void {
    this.#slowUntil = Math.max(this.#slowUntil, this.#clock.now() + span);
  }

  /** The exchange has shut us out: no request leaves the process so long, since each one would make it longer. */
  shut(span: Millis, why: string): void {
    this.#shut = { until: Math.max(this.#shut?.until ?? 0, this.#clock.now() + span), why };
  }

  #roomFrom(weight: number, now: Millis): Millis {
    const minute = Math.floor(now / WINDOW);
    if (minute !== this.#minute) {
      this.#minute = minute;
      this.#used = 0;
    }
    const asked = this.#used + this.#underway;
    return asked === 0 || asked + weight <= WEIGHT_MAX ? now : (minute + 1) * WINDOW;
  }

  #pass(weight: number): Pass {
    const minute = this.#minute;
    this.#underway += weight;
    return {
      done: (used) => {
        this.#underway -= weight;
        // What was counted in a minute that is over says nothing of this one.
        if (minute !== Math.floor(this.#clock.now() / WINDOW)) return;
        this.#used = used === undefined ? this.#used + weight : Math.max(this.#used, used);
      },
    };
  }
}

const limiters = new WeakMap<Clock, Map<string, Limiter>>();

/** The limiter of all who ask this service by this clock: in a process that has one clock, of everybody. */
export function limiterOf(clock: Clock, service: string): Limiter {
  const ofClock = limiters.get(clock) ?? new Map<string, Limiter>();
  limiters.set(clock, ofClock);
  const limiter = ofClock.get(service) ?? new Limiter(clock);
  ofClock.set(service, limiter);
  return limiter;
}
