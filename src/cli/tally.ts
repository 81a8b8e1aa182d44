import { grouped } from '../core/words.ts';
import type { RunProgress } from '../runtime/run.ts';
import { type Counts, reckoning } from '../views/reckoning.ts';

/** What a run of a job has read, and what has come of it. Its one partition's counters begin with the run. */
export class Tally {
  /** Dead letters that it left. */
  setAside = 0;
  #passed = 0;
  #counts: Counts = {};
  #first: RunProgress['rejected'][number] | undefined;

  /** What an attempt before has come to is none of this one's. */
  begin(): void {
    this.setAside = 0;
    this.#passed = 0;
    this.#counts = {};
    this.#first = undefined;
  }

  add({ counts, setAside, passed, rejected }: RunProgress): void {
    this.#counts = counts;
    this.setAside += setAside;
    this.#passed += passed;
    this.#first ??= rejected[0];
  }

  get records(): number {
    return reckoning(this.#counts).records;
  }

  /** Why the run was for nothing; undefined where something came through, was left out on purpose, or nothing came. */
  get inVain(): string | undefined {
    const { received, folded, duplicates, filtered, rejected } = reckoning(this.#counts);
    if (rejected.length === 0 || this.#passed + folded + duplicates + filtered > 0) return undefined;
    const why = this.#first && `, the first by ${this.#first.operator}, ${this.#first.reason}: ${this.#first.detail}`;
    return `all ${grouped(received)} records were set aside${why ?? ''}`;
  }
}
