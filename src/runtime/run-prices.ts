import type { Pipeline } from '../core/pipeline.ts';
import { type Prices, RUN } from '../core/prices.ts';
import type { RunContext } from '../core/source.ts';
import type { State } from '../core/state.ts';

/**
 * Gives the operators that value at the prices of the run these prices, once: they are in the state from then on, so
 * that what is opened again within the run goes on with the same.
 */
export async function giveRunPrices(
  { operators }: Pipeline,
  state: State,
  context: Pick<RunContext, 'prices'>,
): Promise<void> {
  for (const { spec } of operators) {
    if (spec.runPrices === undefined) continue;
    const cells = state.cells<Prices>(spec.runPrices);
    if (cells.get(RUN) === undefined) cells.set(RUN, await context.prices());
  }
}

/** Asks once for what a run is valued at, so that what it opens again, and writes again, is the same. */
export function askedOnce(ask: () => Promise<Prices>): () => Promise<Prices> {
  let answer: Promise<Prices> | undefined;
  return () => {
    answer ??= ask().catch((thrown: unknown) => {
      answer = undefined;
      throw thrown;
    });
    return answer;
  };
}
