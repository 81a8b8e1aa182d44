import { type Options, simulate } from './simulate.ts';

/** The seeds whose runs differ from the oracle, each as a line that says how to run it again. `SEED=n` runs n alone. */
export async function wrongSeeds(from: number, to: number, options?: Options): Promise<string[]> {
  const wrong: string[] = [];
  const alone = process.env.SEED;
  for (let seed = from; seed < to; seed++) {
    if (alone !== undefined && Number(alone) !== seed) continue;
    const problems = await simulate(seed, options);
    if (problems.length > 0) wrong.push(`SEED=${seed} npm test -- simulation: ${problems.slice(0, 5).join('; ')}`);
  }
  return wrong;
}
