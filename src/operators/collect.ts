import { BrokenAssumption } from '../core/each-event.ts';
import type { Json } from '../core/json.ts';
import { type Operator, operator } from '../core/operator.ts';

interface CollectOptions {
  /** The most that it holds; one more ends the run with an error. */
  readonly limit: number;
}

/** Holds the events of a bounded source until it is over, then gives them all at once, in log order. */
export function collect<T>({ limit }: CollectOptions): Operator<T, T> {
  return operator(
    { name: 'collect', cells: [{ name: 'collect' }], details: limit, boundedOnly: true },
    () => (batch) => {
      const held = batch.state.cells<Json>('collect');
      for (const event of batch.events) {
        if (held.size >= limit) {
          throw new BrokenAssumption(
            `collect({ limit: ${limit} }) got one event more: raise the limit or use a window.`,
          );
        }
        held.set(String(held.size).padStart(16, '0'), event as Json);
      }
      batch.state.count('folded', batch.events.length);
      const all = batch.purpose === 'end' ? [...held].map(([, event]) => event as T) : [];
      return batch.with(all, { origin: undefined, names: (i) => `collected/${i}` });
    },
  );
}
