import type { Output } from '../../src/core/sink.ts';

/** What was written, each value once, in order; throws where one id came with two contents. */
export function written<T>(outputs: readonly Output<T>[] = []): readonly T[] {
  const byId = new Map<string, T>();
  for (const { id, value } of outputs) {
    const before = JSON.stringify(byId.get(id) ?? value);
    if (before !== JSON.stringify(value)) throw new Error(`${id} is ${before}, then ${JSON.stringify(value)}`);
    byId.set(id, value);
  }
  return [...byId.values()];
}
