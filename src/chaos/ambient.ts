import { syncBuiltinESMExports } from 'node:module';
import { type Millis, minutes } from '../core/time.ts';
import { type Random, random } from './random.ts';
import { type Guise, substitutes } from './substitutes.ts';

/** The instants between which a clock may start: a lambda that compares with today is told many days. */
const EARLIEST: Millis = Date.UTC(1990, 0);
const LATEST: Millis = Date.UTC(2090, 0);
/** One after the other is the machine's, for who names none. */
const LOCALES = ['en-US', 'de-CH', 'ar-EG'];
/** Where hardly anybody is, and where no hour begins with one of UTC's. */
const ABROAD = 'Pacific/Chatham';

/** What a lambda asked for that the log does not tell. */
export interface Asked {
  /** `Date.now was called in map, operator 3`. */
  readonly what: string;
  /** What to do instead. */
  readonly instead: string;
}

/**
 * The time of day, chance and the machine's language as the lambdas of a pipeline get to see them. While one of them
 * runs, all are others in each run, and who asked is written down; to everybody else they are what they are, timers
 * included.
 */
export class Ambient implements Disposable, Guise {
  readonly #restore: (() => void)[] = [];
  readonly #asked = new Map<string, Asked>();
  #where: string | undefined;
  #chance: Random = random(0);
  #now: Millis = EARLIEST;
  #locale = 0;

  /** Takes the place of the clocks at once; to be disposed of. Load the pipeline after it. */
  constructor() {
    for (const { owner, name, property } of substitutes(this)) {
      const own = Object.getOwnPropertyDescriptor(owner, name);
      Object.defineProperty(owner, name, { ...property, configurable: true });
      this.#restore.push(() => {
        if (own) Object.defineProperty(owner, name, own);
        else Reflect.deleteProperty(owner, name);
      });
    }
    // Whoever imports them by their names gets them, too.
    syncBuiltinESMExports();
  }

  /** The clock starts somewhere else, and chance begins anew. */
  begin(seed: number): void {
    this.#chance = random(seed);
    this.#now = this.#chance.integer(EARLIEST, LATEST);
    this.#locale = seed % LOCALES.length;
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

  /** In another time zone. */
  async abroad<T>(run: () => Promise<T>): Promise<T> {
    const { TZ: home } = process.env;
    process.env.TZ = ABROAD;
    try {
      return await run();
    } finally {
      if (home === undefined) delete process.env.TZ;
      else process.env.TZ = home;
    }
  }

  /** What was asked since it was forgotten last. */
  get asked(): readonly Asked[] {
    return [...this.#asked.values()];
  }

  /** Another pipeline is put to the test. */
  forget(): void {
    this.#asked.clear();
  }

  [Symbol.dispose](): void {
    for (const restore of this.#restore.reverse()) restore();
    syncBuiltinESMExports();
  }

  /** Each look at the clock is a while after the one before. */
  tick(): Millis {
    this.#now += this.#chance.integer(1, minutes(1));
    return this.#now;
  }

  /** How long the machine is up. */
  elapsed(): Millis {
    return this.tick() - EARLIEST;
  }

  chance(): Random {
    return this.#chance;
  }

  locale(): string {
    return LOCALES[this.#locale] ?? 'en-US';
  }

  /** Whether a lambda asks; then it is written down. */
  asks(what: string, instead: string): boolean {
    if (this.#where === undefined) return false;
    const asked = `${what} was called in ${this.#where}`;
    this.#asked.set(asked, { what: asked, instead });
    return true;
  }
}
