import type { Aggregate } from '../../src/core/aggregate.ts';
import type { Json } from '../../src/core/json.ts';

/** What an aggregate makes of events, in code and printed. */
export const foldOf =
  <T, P, R>(aggregate: Aggregate<T, P, R>) =>
  (events: readonly T[]): { readonly result: R; readonly print: Json } => {
    const partial = events.reduce(aggregate.add, aggregate.zero());
    const result = aggregate.result(partial);
    return { result, print: aggregate.print ? aggregate.print(partial) : (result as Json) };
  };
