import { nameOf, type Take } from '../core/aggregate.ts';
import { eachEvent } from '../core/each-event.ts';
import { PipelineError } from '../core/errors.ts';
import { type TimeOption, timeIn } from '../core/event-time.ts';
import { type Key, keyOf } from '../core/key.ts';
import { type Operator, operator } from '../core/operator.ts';
import { checkSpans } from '../core/spans.ts';
import { type Duration, END_OF_TIME, type Millis, START_OF_TIME } from '../core/time.ts';
import { CALM, type Side, type Stand, stepped } from './alert/stand.ts';

/** A number, or one that is written as a decimal; null where nothing is known. */
type Amount = number | string | null;

interface AlertOptions<A> {
  /** Bounds are kept by each value of this field, or of this function, on its own. */
  readonly key: Key<A>;
  /** What has bounds: a field, or a function of the event. Null says nothing, and changes nothing. */
  readonly of: { [K in keyof A & string]: A[K] extends Amount ? K : never }[keyof A & string] | Take<A, Amount>;
  /** It is told when the amount is below this, or above that; not when it is just there. */
  readonly below?: number;
  readonly above?: number;
  /**
   * How long nothing is told once more, while it lasts, and when it comes again. 0: with each event, as long as it
   * lasts. Left out: each time that it comes, once.
   */
  readonly coolDown?: Duration;
  /** Tells, too, when what was told is over. Default: false. */
  readonly recovery?: boolean;
  /** Under which its state is kept; to be given when a pipeline has two of these. */
  readonly name?: string;
}

/** What is to be told to people. */
export interface Alert<A> {
  readonly key: string;
  /** On which side of its bounds the amount is; of what is over, on which it was. */
  readonly is: Side;
  /** It is within its bounds again. */
  readonly over: boolean;
  /** Since when the amount has been, or was, on that side. */
  readonly since: Millis;
  /** With what it came, or ended. */
  readonly event: A;
}

/**
 * An alert where an amount leaves its bounds, and, if wanted, where it is back; none for what lies between. From one
 * side straight to the other is another alert, and no recovery. It goes by the time of the events, and by no clock, in
 * the order in which they come: it is right on rows, on what is polled, and on a log of one partition. Its state
 * survives the runs of a job, so that the next one knows what was told. Keys are kept for ever: let them be as bounded
 * as symbols are.
 */
export function alert<A>(options: AlertOptions<A> & TimeOption<A>): Operator<A, Alert<A>> {
  const { below, above, coolDown, recovery = false, name = 'alert' } = options;
  checkBounds(below, above);
  if (coolDown !== undefined) checkSpans('alert', { coolDown });
  const keyIn = keyOf(options.key);
  const of = options.of as string | Take<A, unknown>;
  const amountIn = amountOf(of);
  const time = timeIn<A>(options);
  const details = [
    ...[nameOf(options.key), nameOf(of), time.name],
    ...[below ?? null, above ?? null, coolDown ?? null, recovery],
  ];
  const spec = { name: 'alert', cells: [{ name, keep: true }], details, onePartition: true };
  return operator(spec, () => (batch) => {
    const stands = batch.state.cells<Stand>(name);
    return eachEvent('alert', batch, (event, emit) => {
      const amount = amountIn(event);
      if (amount === null) return;
      const [key, at] = [keyIn(event), instant(time.timeOf(event))];
      const before = stands.get(key) ?? CALM;
      const after = stepped(before, sideOf(amount, below, above), at, coolDown);
      stands.set(key, after);
      if (after.tells && after.side) emit({ key, is: after.side, over: false, since: after.since, event });
      else if (recovery && before.told && before.side && !after.side) {
        emit({ key, is: before.side, over: true, since: before.since, event });
      }
    });
  });
}

function sideOf(amount: number, below = Number.NEGATIVE_INFINITY, above = Number.POSITIVE_INFINITY): Side | null {
  if (amount < below) return 'below';
  return amount > above ? 'above' : null;
}

function checkBounds(below: number | undefined, above: number | undefined): void {
  const bounds = [below, above].filter((bound) => bound !== undefined);
  if (bounds.length > 0 && bounds.every(Number.isFinite) && !(Number(below) > Number(above))) return;
  throw new PipelineError(
    'CONFIG',
    `alert was given below: ${below}, above: ${above}. Wanted: one number, or two of which the first is not greater.`,
  );
}

const DECIMAL = /^-?\d+(\.\d+)?$/;

/** As a number: no two decimals of up to 15 digits have the same, so none is taken for another's bound. */
function amountOf<A>(of: string | Take<A, unknown>): Take<A, number | null> {
  const take = typeof of === 'string' ? (event: A) => event[of as keyof A] : of;
  return (event) => {
    const value: unknown = take(event);
    if (value === null) return null;
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    if (typeof value === 'string' && DECIMAL.test(value)) return Number(value);
    throw new RangeError(`${nameOf(of)} gave ${JSON.stringify(value)}, wanted a number, a decimal or null`);
  };
}

function instant(time: unknown): Millis {
  if (typeof time === 'number' && time >= START_OF_TIME && time <= END_OF_TIME) return time;
  throw new RangeError('it has no time, wanted ms since 1970');
}
