import { type Options, simulate } from './simulate.ts';

/** `SEED=n` runs n alone, whichever it is. */
const ALONE = process.env.SEED;

/** The seeds in [from, to) whose runs differ from the oracle, each as a line that says how to run it again. */
export async function wrongSeeds(from: number, to: number, options?: Options): Promise<string[]> {
  const wrong: string[] = [];
  for (const seed of seedsIn(from, to)) {
    const problems = await simulate(seed, options);
    if (problems.length > 0) wrong.push(`SEED=${seed} npm test -- simulation: ${problems.slice(0, 5).join('; ')}`);
  }
  return wrong;
}

function seedsIn(from: number, to: number): readonly number[] {
  if (ALONE === undefined) return Array.from({ length: to - from }, (_, i) => from + i);
  if (!/^\d+$/.test(ALONE)) throw new Error(`SEED is "${ALONE}", wanted a whole number such as 7`);
  return Number(ALONE) >= from && Number(ALONE) < to ? [Number(ALONE)] : [];
}

/** Whether the one seed that is to run alone is beyond those that always run. */
export const isBeyond = (all: number): boolean => ALONE !== undefined && Number(ALONE) >= all;
