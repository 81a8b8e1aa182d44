import { WorldError } from '../../core/errors.ts';
import { type Clock, type Duration, iso, type Millis, minutes, seconds } from '../../core/time.ts';

/** How much is let through in each span of time. */
export interface Allowance {
  readonly most: number;
  readonly span: Duration;
}
/** What an address may ask for, by the exchange's count; a little is left to clocks that differ. */
export const WEIGHT: Allowance = { most: 5_900, span: minutes(1) };
/** Orders of an account. */
export const ORDERS: Allowance = { most: 95, span: seconds(10) };
/** Who would have to wait longer is told so instead. */
const PATIENCE = minutes(2);

/** What was let through, until its answer is there. */
export interface Pass {
  /** The answer has come, or never will: `used` is what the exchange has counted in this span, where it says so. */
  done(used?: number): void;
}

/**
 * What one exchange has been asked for in this span of time, known in advance and put right by what its answers say,
 * which includes what other programs have asked for from here. One for all requests of the process.
 */
export class Limiter {
  readonly #clock: Clock;
  readonly #allowed: Allowance;
  #span = Number.NEGATIVE_INFINITY;
  #used = 0;
  #underway = 0;
  /** By the time that has elapsed, since the time of day may be set back. */
  #slowUntil: Duration = Number.NEGATIVE_INFINITY;
  #shut: { readonly until: Duration; readonly why: string } | undefined;

  constructor(clock: Clock, allowed: Allowance) {
    this.#clock = clock;
    this.#allowed = allowed;
  }

  /** Waits until so much may be asked for. Rejects with a WorldError while the exchange wants no request at all. */
  async take(weight: number, signal: AbortSignal): Promise<Pass> {
    for (;;) {
      signal.throwIfAborted();
      const [now, elapsed] = [this.#clock.now(), this.#clock.elapsed()];
      if (this.#shut && elapsed < this.#shut.until) {
        const until = iso(now + this.#shut.until - elapsed);
        throw new WorldError(`${this.#shut.why} No request is sent before ${until}.`);
      }
      const span = elapsed < this.#slowUntil ? this.#slowUntil - elapsed : this.#waitFor(weight, now);
      if (span === 0) return this.#pass(weight);
      if (span > PATIENCE) throw new WorldError(`The exchange wants no request before ${iso(now + span)}.`);
      await this.#clock.sleep(span, signal);
    }
  }

  /** The exchange was asked for too much: everybody waits so long. */
  slow(span: Duration): void {
    this.#slowUntil = Math.max(this.#slowUntil, this.#clock.elapsed() + span);
  }

  /** The exchange has shut us out: no request leaves the process so long, since each one would make it longer. */
  shut(span: Duration, why: string): void {
    this.#shut = { until: Math.max(this.#shut?.until ?? 0, this.#clock.elapsed() + span), why };
  }

  /** How long until there is room; 0 where there is. */
  #waitFor(weight: number, now: Millis): Duration {
    const span = this.#spanOf(now);
    if (span !== this.#span) {
      this.#span = span;
      this.#used = 0;
    }
    const asked = this.#used + this.#underway;
    return asked + weight <= this.#allowed.most ? 0 : (span + 1) * this.#allowed.span - now;
  }

  #spanOf(now: Millis): number {
    return Math.floor(now / this.#allowed.span);
  }

  #pass(weight: number): Pass {
    const span = this.#span;
    this.#underway += weight;
    return {
      done: (used) => {
        this.#underway -= weight;
        // What was counted in a span that is over says nothing of this one.
        if (span !== this.#spanOf(this.#clock.now())) return;
        this.#used = used === undefined ? this.#used + weight : Math.max(this.#used, used);
      },
    };
  }
}

const limiters = new WeakMap<Clock, Map<string, Limiter>>();

/** The limiter of all who ask this service by this clock: in a process that has one clock, of everybody. */
export function limiterOf(clock: Clock, service: string, allowed: Allowance): Limiter {
  const ofClock = limiters.get(clock) ?? new Map<string, Limiter>();
  limiters.set(clock, ofClock);
  const name = `${service} ${allowed.span}`;
  const limiter = ofClock.get(name) ?? new Limiter(clock, allowed);
  ofClock.set(name, limiter);
  return limiter;
}
