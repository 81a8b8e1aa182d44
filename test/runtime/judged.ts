import { expect, test } from 'vitest';
import type { Aggregates } from '../../src/core/aggregate.ts';
import type { Pipeline } from '../../src/core/pipeline.ts';
import { log, minutes, parse, print, type Trade, total, trade, tumble, view } from '../../src/index.ts';
import { check } from '../../src/runtime/check.ts';

export type Priced = Trade & { readonly usd: number | null };
type Operators = Pipeline['operators'];

export const parsed = parse(trade);
export const windows = <A extends Aggregates<Priced>>(aggregates: A, size = minutes(1)) =>
  tumble<Priced, A>({ size, lateness: 0, key: 'symbol' }, aggregates);
export const totals = <A extends Aggregates<Priced>>(aggregates: A) => total<Priced, A>({ key: 'symbol' }, aggregates);

const one: Pipeline = {
  name: 'one',
  options: {},
  source: log('crypto'),
  operators: [parsed],
  destinations: [print()],
};
/** A sound pipeline with one thing changed. */
export const but = (change: Partial<Pipeline>): Pipeline => ({ ...one, ...change });
/** On a log that goes on. */
export const live = (...operators: Operators): Pipeline => but({ operators });
/** The same, keeping a view. */
export const kept = (...operators: Operators): Pipeline => but({ operators, destinations: [view('rows')] });
/** On a log that ends. */
export const job = (...operators: Operators): Pipeline => but({ operators, source: log('crypto', { end: true }) });

/** How the sentence begins that a rule says, the pipeline that it refuses, and a neighbour that is sound. */
export type Case = readonly [sentence: string, refused: Pipeline, sound: Pipeline];

export function judge(cases: readonly Case[]): void {
  test.each(cases)('%s', (sentence, refused, sound) => {
    expect(check(refused)).toEqual([expect.toSatisfy((said: string) => said.startsWith(sentence))]);
    expect(check(sound)).toEqual([]);
  });
}
