import { PipelineError } from '../core/errors.ts';
import { decode, encode, type Json, type KeepsOnly } from '../core/json.ts';
import { type Operator, operator } from '../core/operator.ts';

interface CollectOptions {
  /** The most that it holds; one more ends the run with an error. */
  readonly limit: number;
}

/** Holds the events of a bounded source until it is over, then gives them all at once, in log order. */
export function collect<T>({ limit }: CollectOptions & KeepsOnly<T>): Operator<T, T> {
  if (!(limit >= 1)) {
    throw new PipelineError(
      'CONFIG',
      `collect was given limit: ${limit}. Wanted: how many events it may hold at most.`,
    );
  }
  const cells = [{ name: 'collect' }];
  return operator({ name: 'collect', cells, details: limit, boundedOnly: true, ofNoRecords: true }, () => (batch) => {
    const held = batch.state.cells<Held>('collect');
    for (const event of batch.events) {
      if (held.size >= limit) {
        throw new PipelineError(
          'LIMIT',
          `collect({ limit: ${limit} }) got one event more: raise the limit, or use a window.`,
        );
      }
      held.set(String(held.size).padStart(16, '0'), heldOf(event));
    }
    if (batch.purpose === 'data') batch.state.count('folded', batch.events.length);
    const all = batch.purpose === 'end' ? [...held].map(([, event]) => eventOf<T>(event)) : [];
    return batch.with(all, { origin: undefined, names: (i) => `collected/${i}` });
  });
}

/** An event as it is kept, and what it says of itself as JSON, where that is something else: a row is exact there. */
interface Held {
  readonly event: Json;
  readonly json?: Json;
}

function heldOf(event: unknown): Held {
  if (typeof event !== 'object' || event === null) return { event: event as Json };
  const { toJSON } = event as { readonly toJSON?: () => Json };
  // Through text and back at once, so that a crash in between makes no difference.
  const own = decode(encode(event));
  return toJSON ? { event: own, json: toJSON.call(event) } : { event: own };
}

function eventOf<T>({ event, json }: Held): T {
  const given = structuredClone(event) as T & object;
  if (json !== undefined) Object.defineProperty(given, 'toJSON', { value: () => json });
  return given;
}
