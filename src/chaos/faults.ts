import type { Random } from './random.ts';

/** What may happen, in the order in which a report tells it. */
export const FAULTS = [
  'crash before a read',
  'crash after a read',
  'crash in the operators',
  'crash before an outside write',
  'crash within an outside write',
  'crash after an outside write',
  'crash before a commit',
  'crash after a commit',
  'store time-out, not applied',
  'store time-out, applied',
  'store time-out, applied later',
  'message told, unheard',
  'record put twice',
  'process stood still',
  'zombie with an old fence',
  'runner stopped',
  'partition taken by another',
  'partition moved',
  'partition split',
  'partitions merged',
] as const;
export type Fault = (typeof FAULTS)[number];

/** A crash takes the task alone, or the whole process with it. */
export interface Victim {
  kill(): void;
}

/** Decides what happens at each step of a seed's run, and counts it. After so many faults the world is calm. */
export class Faults {
  readonly #counts: Map<Fault, number>;
  readonly #random: Random;
  #left: number;

  /** `most`: how many faults are dealt out. `counts`: where each kind is counted. */
  constructor(random: Random, most: number, counts: Map<Fault, number>) {
    this.#counts = counts;
    this.#random = random;
    this.#left = most;
  }

  /** From here on nothing fails any more. */
  calm(): void {
    this.#left = 0;
  }

  /** Whether a fault strikes here. */
  strikes(fault: Fault, probability: number): boolean {
    if (this.#left <= 0 || !this.#random.chance(probability)) return false;
    this.#left--;
    this.happened(fault);
    return true;
  }

  /** Whether a crash strikes here; half of them take the process with them. */
  crashes(fault: Fault, probability: number, victim: Victim): boolean {
    if (!this.strikes(fault, probability)) return false;
    if (this.#random.chance(0.5)) victim.kill();
    return true;
  }

  happened(fault: Fault): void {
    this.#counts.set(fault, (this.#counts.get(fault) ?? 0) + 1);
  }
}
