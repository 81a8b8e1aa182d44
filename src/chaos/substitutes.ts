import crypto, { webcrypto } from 'node:crypto';
import type { Millis } from '../core/time.ts';
import type { Random } from './random.ts';

/** What a lambda is told instead of the truth. */
export interface Guise {
  /** Whether a lambda asks; then it is written down, with what to do instead. */
  asks(what: string, instead: string): boolean;
  tick(): Millis;
  elapsed(): Millis;
  chance(): Random;
  locale(): string;
}

/** What stands in the place of a property of `owner`: to all but lambdas it is what it was. */
export interface Substitute {
  readonly owner: object;
  readonly name: string;
  readonly property: PropertyDescriptor;
}

type Args = readonly unknown[];
/** What a lambda is told. `real` is what it would be told otherwise. */
type Tell = (args: Args, real: (args: Args) => unknown) => unknown;

const OF_EVENT = 'Take the time of the event, or its id.';
const NAMED = "Name the language and, for a date, timeZone: 'UTC'.";

/** The time of day, chance and the machine's language, wherever a lambda may ask for them; one behind the other. */
export function* substitutes(guise: Guise): Generator<Substitute> {
  const told = (owner: object, name: string, what: string, tell: Tell) =>
    called(owner, name, (args, real) => (guise.asks(what, OF_EVENT) ? tell(args, real) : real(args)));

  yield told(Date, 'now', 'Date.now', () => guise.tick());
  yield dateOf(guise);
  yield told(performance, 'now', 'performance.now', () => guise.elapsed());
  yield told(process, 'uptime', 'process.uptime', () => guise.elapsed() / 1_000);
  yield told(process, 'hrtime', 'process.hrtime', () => [Math.floor(guise.elapsed() / 1_000), 0]);
  yield told(process.hrtime, 'bigint', 'process.hrtime.bigint', () => BigInt(guise.elapsed()) * 1_000_000n);

  const byte = () => guise.chance().integer(0, 255);
  const bytes = (n: unknown) => Buffer.from(Array.from({ length: Number(n) }, byte));
  const uuid = () =>
    [4, 2, 2, 2, 6]
      .map((n) => bytes(n).toString('hex'))
      .join('-')
      .replace(/-.(...)-./, '-4$1-a');
  yield told(Math, 'random', 'Math.random', () => guise.chance().next());
  yield told(crypto, 'randomUUID', 'crypto.randomUUID', uuid);
  yield told(webcrypto, 'randomUUID', 'crypto.randomUUID', uuid);
  yield told(webcrypto, 'getRandomValues', 'crypto.getRandomValues', ([array]) => {
    const { buffer, byteOffset, byteLength } = array as Uint8Array;
    new Uint8Array(buffer, byteOffset, byteLength).set(bytes(byteLength));
    return array;
  });
  // Who waits for an answer is told the truth: it comes when the lambda is over.
  const atOnce = (args: Args) => typeof args.at(-1) !== 'function';
  yield told(crypto, 'randomBytes', 'crypto.randomBytes', (args, real) => (atOnce(args) ? bytes(args[0]) : real(args)));
  yield told(crypto, 'randomInt', 'crypto.randomInt', (args, real) => {
    const [from, to] = args.length > 1 ? [Number(args[0]), Number(args[1])] : [0, Number(args[0])];
    return atOnce(args) ? guise.chance().integer(from, to - 1) : real(args);
  });

  for (const [owner, of] of [
    [Date.prototype, 'Date'],
    [Number.prototype, 'Number'],
    [BigInt.prototype, 'BigInt'],
  ] as const) {
    for (const name of ['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString']) {
      if (!Object.hasOwn(owner, name)) continue;
      yield called(owner, name, (args, real) => {
        const nobodys = args[0] === undefined && guise.asks(`${of}.${name} without a language`, NAMED);
        return real(nobodys ? [guise.locale(), ...args.slice(1)] : args);
      });
    }
  }
  yield formatOf(guise);
}

/** A method of `owner`, or of what it inherits from, as lambdas get to see it. */
function called(owner: object, name: string, tell: Tell): Substitute {
  const real: (...args: Args) => unknown = Reflect.get(owner, name);
  function value(this: unknown, ...args: Args): unknown {
    const self = this === undefined ? owner : this;
    return tell(args, (given) => Reflect.apply(real, self, given));
  }
  return { owner, name, property: { value: Object.assign(value, real), writable: true } };
}

/** `new Date()`; one that is given its instant tells nothing of now. */
function dateOf(guise: Guise): Substitute {
  const real = globalThis.Date;
  const now = (args: Args) => (args.length === 0 && guise.asks('new Date', OF_EVENT) ? [guise.tick()] : args);
  const value = new Proxy(real, {
    construct: (target, args, newTarget) => Reflect.construct(target, now(args), newTarget),
    apply: (target, self, args) =>
      guise.asks('Date', OF_EVENT) ? new target(guise.tick()).toString() : Reflect.apply(target, self, args),
  });
  return { owner: globalThis, name: 'Date', property: { value, writable: true } };
}

/** A format that is given no date says what time it is. */
function formatOf(guise: Guise): Substitute {
  const owner = Intl.DateTimeFormat.prototype;
  const real = Object.getOwnPropertyDescriptor(owner, 'format')?.get;
  function get(this: Intl.DateTimeFormat): (date?: Date | number) => string {
    const format: (date?: Date | number) => string = Reflect.apply(real as () => never, this, []);
    const asks = (date: unknown) => date === undefined && guise.asks('Intl.DateTimeFormat.format', OF_EVENT);
    return (date) => format(asks(date) ? guise.tick() : date);
  }
  return { owner, name: 'format', property: { get } };
}
