import { webcrypto } from 'node:crypto';
import { type Millis, minutes } from '../core/time.ts';
import { type Random, random } from './random.ts';

/** The instants between which a clock may start: a lambda that compares with today is told many days. */
const EARLIEST: Millis = Date.UTC(1990, 0);
const LATEST: Millis = Date.UTC(2090, 0);

/**
 * The time of day and chance as the lambdas of a pipeline get to see them. While one of them runs, both are others in
 * each run, and who asked is written down; to everybody else they are what they are, timers included.
 */
export class Ambient implements Disposable {
  readonly #restore: (() => void)[] = [];
  readonly #asked = new Set<string>();
  #where: string | undefined;
  #chance: Random = random(0);
  #now: Millis = EARLIEST;

  /** Takes the place of the clocks at once; to be disposed of. Load the pipeline after it. */
  constructor() {
    this.#replace(Date, 'now', 'Date.now', () => this.#tick());
    this.#replace(performance, 'now', 'performance.now', () => this.#tick() - EARLIEST);
    this.#replace(Math, 'random', 'Math.random', () => this.#chance.next());
    // What these give is another one in each run anyway.
    this.#replace(process, 'hrtime', 'process.hrtime');
    this.#replace(process.hrtime, 'bigint', 'process.hrtime.bigint');
    this.#replace(webcrypto, 'randomUUID', 'crypto.randomUUID');
    this.#replace(webcrypto, 'getRandomValues', 'crypto.getRandomValues');
    this.#replaceDate();
  }

  /** The clock starts somewhere else, and chance begins anew. */
  begin(seed: number): void {
    this.#chance = random(seed);
    this.#now = this.#chance.integer(EARLIEST, LATEST);
  }

  /** A lambda of `where` begins; the one before is over. */
  enter(where: string): void {
    this.#where = where;
  }

  leave(): void {
    this.#where = undefined;
  }

  within<T>(where: string, run: () => T): T {
    const before = this.#where;
    this.#where = where;
    try {
      return run();
    } finally {
      this.#where = before;
    }
  }

  /** What was asked so far, and where: `Date.now was called in map`. */
  get asked(): readonly string[] {
    return [...this.#asked];
  }

  [Symbol.dispose](): void {
    for (const restore of this.#restore.reverse()) restore();
  }

  /** Each look at the clock is a while after the one before. */
  #tick(): Millis {
    this.#now += this.#chance.integer(1, minutes(1));
    return this.#now;
  }

  /** Whether a lambda asks; then it is written down. */
  #ask(what: string): boolean {
    if (this.#where === undefined) return false;
    this.#asked.add(`${what} was called in ${this.#where}`);
    return true;
  }

  #replace(owner: object, name: string, what: string, instead?: () => number): void {
    const own = Object.getOwnPropertyDescriptor(owner, name);
    const real: (...args: readonly unknown[]) => unknown = Reflect.get(owner, name);
    const value = Object.assign((...args: readonly unknown[]) => {
      return this.#ask(what) && instead ? instead() : Reflect.apply(real, owner, args);
    }, real);
    Object.defineProperty(owner, name, { value, configurable: true, writable: true });
    this.#restore.push(() => {
      if (own) Object.defineProperty(owner, name, own);
      else Reflect.deleteProperty(owner, name);
    });
  }

  /** `new Date()`; one that is given its instant tells nothing of now. */
  #replaceDate(): void {
    const real = globalThis.Date;
    const now = (args: readonly unknown[]) => (args.length === 0 && this.#ask('new Date') ? [this.#tick()] : args);
    globalThis.Date = new Proxy(real, {
      construct: (target, args, newTarget) => Reflect.construct(target, now(args), newTarget),
      apply: (target, self, args) =>
        this.#ask('Date') ? new target(this.#tick()).toString() : Reflect.apply(target, self, args),
    });
    this.#restore.push(() => {
      globalThis.Date = real;
    });
  }
}
