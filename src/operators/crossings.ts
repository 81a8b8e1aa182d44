import { nameOf, type Take } from '../core/aggregate.ts';
import { PLACES } from '../core/amounts.ts';
import { nearestNumber, roundHalfEven, unitsOf } from '../core/decimal.ts';
import { eachEvent } from '../core/each-event.ts';
import { PipelineError } from '../core/errors.ts';
import { type Key, keyOf } from '../core/key.ts';
import { numberOf } from '../core/number-of.ts';
import { type Operator, operator } from '../core/operator.ts';

interface CrossingsOptions<A> {
  /** Means of its own for each value of this field, or of this function. */
  readonly key: Key<A>;
  /** What the means are of: a field or a function that gives an amount, or null for nothing. */
  readonly of: { [K in keyof A & string]: A[K] extends number | null ? K : never }[keyof A & string] | Amount<A>;
  /** Of how many of the last amounts the quick mean is, and of how many the slow one. */
  readonly short: number;
  readonly long: number;
  /** Under which the amounts are kept; to be given when a pipeline has two of these. */
  readonly name?: string;
}
type Amount<A> = Take<A, number | null>;

/** One mean has passed the other. */
export interface Crossing<A> {
  readonly key: string;
  /** `up`: the mean of the last few has risen above that of the last many. */
  readonly direction: 'up' | 'down';
  /** Of its key, from 1 on; they go up and down in turn. */
  readonly nth: number;
  /** The two means, rounded half-even to 8 places. Which of them is greater is told before that, exactly. */
  readonly short: number;
  readonly long: number;
  /** With what it came. */
  readonly event: A;
}

interface Means {
  /** The last ones, at most as many as the slow mean is of. */
  readonly amounts: readonly number[];
  /** Null until one mean was above the other. */
  readonly up: boolean | null;
  readonly crossings: number;
}
const NONE: Means = { amounts: [], up: null, crossings: 0 };
/** Amounts of each key that are kept, at most. */
const LONGEST = 10_000;

/**
 * Where the moving average of the last few amounts passes that of the last many: an event for each crossing, and none
 * for what lies between. Means are compared from the first event on that has as many amounts as the slow one is of;
 * equal ones cross nothing. Amounts are taken in the order in which they come, so it is right on rows, and on a log of
 * one partition. Keys are kept for ever: let them be as bounded as symbols are.
 */
export function crossings<A>(options: CrossingsOptions<A>): Operator<A, Crossing<A>> {
  const { short, long, name = 'crossings' } = options;
  if (!(Number.isInteger(short) && Number.isInteger(long) && 0 < short && short < long && long <= LONGEST)) {
    throw new PipelineError(
      'CONFIG',
      `crossings was given short: ${short}, long: ${long}. Wanted: two whole numbers, the first of them the smaller ` +
        `one, up to ${LONGEST}.`,
    );
  }
  const keyIn = keyOf(options.key);
  const amountIn = numberOf<never>(options.of as string | Amount<never>) as Amount<A>;
  const details = [nameOf(options.key), nameOf(options.of as string | Amount<A>), short, long];
  const spec = { name: 'crossings', cells: [{ name }], details, onePartition: true };
  return operator(spec, () => (batch) => {
    const means = batch.state.cells<Means>(name);
    return eachEvent('crossings', batch, (event, emit) => {
      const key = keyIn(event);
      const amount = amountIn(event);
      if (amount === null) return;
      const before = means.get(key) ?? NONE;
      const amounts = [...before.amounts, amount].slice(-long);
      const quick = sumOf(amounts.slice(-short));
      const slow = sumOf(amounts);
      // quick / short against slow / long, without a division.
      const above = amounts.length < long ? 0n : quick * BigInt(long) - slow * BigInt(short);
      const up = above === 0n ? before.up : above > 0n;
      const crosses = before.up !== null && up !== before.up;
      const nth = before.crossings + (crosses ? 1 : 0);
      means.set(key, { amounts, up, crossings: nth });
      if (!crosses) return;
      emit({ key, direction: up ? 'up' : 'down', nth, short: mean(quick, short), long: mean(slow, long), event });
    });
  });
}

/** In units of 1e-8. */
const sumOf = (amounts: readonly number[]): bigint => amounts.reduce((sum, amount) => sum + unitsOf(amount), 0n);

const mean = (sum: bigint, of: number): number => nearestNumber(roundHalfEven(sum, BigInt(of)), PLACES);
