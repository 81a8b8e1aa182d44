import { PipelineError } from './errors.ts';

/** What a function of a pipeline may give: anything but a promise. */
export type Settled<V> = V extends PromiseLike<unknown> ? 'a value, not a promise of one' : V;

/** Refuses a promise, which no fold waits for: a replay must give the same, whatever the world answers by then. */
export function settled<V>(who: string, value: V): V {
  if (!(value instanceof Promise)) return value;
  value.catch(() => {}); // what becomes of it is nobody's any more
  throw new PipelineError(
    'CONFIG',
    `${who} was given a function that gives a promise, and a pipeline never waits for one: give it a function that ` +
      'answers at once, and let what asks the world be a source.',
  );
}
