import { WorldError } from '../core/errors.ts';
import type { Clock, Duration, Millis } from '../core/time.ts';
import type { Faults, Victim } from './faults.ts';
import type { Random } from './random.ts';
import { FROZEN, type Weather } from './weather.ts';

/** One process among those that run the pipeline: it can be killed, and it can stand still and wake late. */
export class Process implements Victim {
  readonly owner: string;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly random: Random;
  readonly weather: Weather;
  /** Whether another process may take its place at any time. */
  readonly mortal: boolean;
  readonly #told: (what: 'killed' | 'frozen') => void;
  #frozenUntil: Millis = Number.NEGATIVE_INFINITY;
  #killed = false;

  /** `told`: called when it is killed, and when it stands still. */
  constructor(
    owner: string,
    world: Pick<Process, 'clock' | 'faults' | 'random' | 'weather' | 'mortal'>,
    told: (what: 'killed' | 'frozen') => void,
  ) {
    this.owner = owner;
    this.clock = world.clock;
    this.faults = world.faults;
    this.random = world.random;
    this.weather = world.weather;
    this.mortal = world.mortal;
    this.#told = told;
  }

  get killed(): boolean {
    return this.#killed;
  }

  /** It has stood still, so that others may have taken what it holds. */
  get stood(): boolean {
    return this.#frozenUntil > Number.NEGATIVE_INFINITY;
  }

  kill(): void {
    if (this.#killed || !this.mortal) return;
    this.#killed = true;
    this.#told('killed');
  }

  /**
   * Before everything that it does in the world: takes a while, or, by the chance that it stands still, much longer,
   * and ends where it was killed.
   */
  async step(patience: Duration, freezes: number): Promise<void> {
    await this.clock.sleep(this.random.integer(0, patience));
    if (!this.stood && this.mortal && this.faults.strikes('process stood still', freezes)) {
      this.#frozenUntil = this.clock.now() + this.random.integer(...FROZEN);
      this.#told('frozen');
    }
    while (this.#frozenUntil > this.clock.now()) await this.clock.sleep(this.#frozenUntil - this.clock.now());
    if (this.#killed) throw new WorldError('killed');
  }

  /** Dies here, if a crash strikes: the task alone, or the whole process. */
  maybeCrash(fault: Parameters<Faults['crashes']>[0], probability: number): void {
    if (this.faults.crashes(fault, probability, this)) throw new WorldError(fault);
  }
}
