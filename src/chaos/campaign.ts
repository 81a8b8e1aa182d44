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
  /** Each as it is when it is tried alone. */
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
  const impure = [...(await impurities(prepared))];
  let sofar: Campaign = { seeds: 0, faults, wrong, impure };
  for (const seed of seeds) {
    if (signal.aborted || wrong.length >= WRONG_MAX) break;
    const verdict = await trial(prepared, seed);
    for (const [fault, n] of verdict.faults) faults.set(fault, (faults.get(fault) ?? 0) + n);
    if (verdict.wrong) {
      const alone = await triedAlone(prepared, seed);
      wrong.push(alone.wrong ? alone : verdict);
      if (impure.length === 0 && !isSame(verdict, alone)) impure.push(anotherAlone(seed));
    }
    sofar = { ...sofar, seeds: sofar.seeds + 1 };
    told(sofar);
  }
  return sofar;
}

/** As the command does that tries this seed alone, in a process of its own. */
async function triedAlone(prepared: Prepared, seed: number): Promise<Verdict> {
  const alone = await prepared.anew();
  await impurities(alone);
  return trial(alone, seed);
}

const isSame = (one: Verdict, other: Verdict): boolean =>
  one.wrong?.by === other.wrong?.by &&
  JSON.stringify(one.wrong?.difference) === JSON.stringify(other.wrong?.difference);

const anotherAlone = (seed: number): string =>
  `Seed ${seed} comes to something else when it is tried a second time: a variable, a timer or something outside of ` +
  'the log has a say in it.';
