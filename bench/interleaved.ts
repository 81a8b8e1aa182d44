import { createRandom } from '../src/exchange/simulator/random.ts';
import { measured, type Program, type Run } from './measured.ts';
import { progress } from './progress.ts';

type ByName<T> = { readonly [name: string]: T };

/**
 * Runs programs `times` times in turn, each round in another order, so that what else the machine does hits all. The
 * orders are the same in each bench.
 */
export async function interleaved(programs: ByName<Program>, times: number): Promise<ByName<readonly Run[]>> {
  const random = createRandom(1);
  const all = Object.entries(programs).map(([name, program]) => ({ name, program, runs: [] as Run[] }));
  for (let round = 1; round <= times; round++) {
    for (const { name, program, runs } of shuffled(all, random)) {
      const run = await measured(program);
      runs.push(run);
      progress(`${round}/${times} ${name}: ${(run.ms / 1_000).toFixed(2)} s`);
    }
  }
  return Object.fromEntries(all.map(({ name, runs }) => [name, runs]));
}

/** By Fisher and Yates. */
function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const left = [...items];
  return items.flatMap(() => left.splice(Math.floor(random() * left.length), 1));
}

/** The one in the middle, or the mean of both that are. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = 0, high = 0] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[middle]];
  return (low + high) / 2;
}

/** The median of one figure of the runs. */
export const typical = (runs: readonly Run[], of: 'ms' | 'cpu' | 'peak'): number => median(runs.map((run) => run[of]));

export const megabytes = (runs: readonly Run[]): string => (typical(runs, 'peak') / 2 ** 20).toFixed(0);
export const seconds = (ms: number): string => (ms / 1_000).toFixed(2);
