import { type Duration, seconds } from '../core/time.ts';

/** So far back a rate is told of. */
const SPAN: Duration = seconds(10);

/** What a store says of a pipeline at some moment. */
export interface Sample {
  /** Of which version it is. */
  readonly version: number;
  readonly records: number;
  readonly commits: number;
}

interface Taken extends Sample {
  readonly at: Duration;
}

/**
 * What was seen of one pipeline since somebody watches it, by a clock's `elapsed`. It is for people alone: nothing that
 * is folded depends on it.
 */
export class Watched {
  /** Those of the last `SPAN`, and the one before. */
  #samples: Taken[] = [];
  #heard: Duration | undefined;

  take(at: Duration, sample: Sample): void {
    const last = this.#samples.at(-1);
    if (last && last.version !== sample.version) this.#samples = [];
    if (last?.version !== sample.version || last.commits !== sample.commits) this.#heard = at;
    this.#samples.push({ ...sample, at });
    while ((this.#samples[1]?.at ?? at) <= at - SPAN) this.#samples.shift();
  }

  /** The store could not be asked: what was seen before says nothing of now. */
  lose(): void {
    this.#samples = [];
    this.#heard = undefined;
  }

  /** Records a second; undefined until it was looked at twice. */
  get rate(): number | undefined {
    const [first] = this.#samples;
    const last = this.#samples.at(-1);
    if (!first || !last || last.at === first.at) return undefined;
    // Each run of a job counts from nothing.
    return (Math.max(0, last.records - first.records) * seconds(1)) / (last.at - first.at);
  }

  /** Since when nothing was committed, as far as it was seen; undefined where nobody has looked. */
  quiet(at: Duration): Duration | undefined {
    return this.#heard === undefined ? undefined : at - this.#heard;
  }
}
