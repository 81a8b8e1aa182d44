/** The span of a window where nothing tells it: the least one between two moments; of one alone a minute. */
export function leastStep(times: readonly number[]): number {
  const steps = times
    .toSorted((a, b) => a - b)
    .map((time, i, all) => time - (all[i - 1] ?? time))
    .filter((step) => step > 0);
  return steps.length > 0 ? steps.reduce((a, b) => Math.min(a, b)) : 60_000;
}
