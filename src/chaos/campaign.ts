import type { Fault } from './faults.ts';
import type { Prepared } from './prepare.ts';
import { impurities } from './purity.ts';
import { trial, type Verdict } from './trial.ts';

/** After so many seeds that are wrong one more says nothing new. */
const WRONG_MAX = 5;

/** What many seeds came to. */
export interface Campaign {
  /** How many there were. */
  readonly seeds: number;
  readonly faults: ReadonlyMap<Fault, number>;
  readonly wrong: readonly Verdict[];
  /** What is impure about the pipeline, whatever the seeds say. */
  readonly impure: readonly string[];
}

interface Options {
  readonly seeds: Iterable<number>;
  /** Aborted: the seed under way is the last one. */
  readonly signal: AbortSignal;
  /** Called behind each seed. */
  readonly told: (sofar: Campaign) => void;
}

/** Tries one seed after the other, until enough are wrong or it is told to stop. */
export async function campaign(prepared: Prepared, { seeds, signal, told }: Options): Promise<Campaign> {
  const faults = new Map<Fault, number>();
  const wrong: Verdict[] = [];
  const early = await impurities(prepared);
  let sofar: Campaign = { seeds: 0, faults, wrong, impure: early };
  for (const seed of seeds) {
    if (signal.aborted || wrong.length >= WRONG_MAX) break;
    const verdict = await trial(prepared, seed);
    for (const [fault, n] of verdict.faults) faults.set(fault, (faults.get(fault) ?? 0) + n);
    if (verdict.wrong) wrong.push(verdict);
    sofar = { ...sofar, seeds: sofar.seeds + 1 };
    told(sofar);
  }
  return sofar;
}
