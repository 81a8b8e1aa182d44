import type { Clock } from '../../src/core/time.ts';
import type { Store } from '../../src/store/store.ts';

export interface Mortal {
  readonly clock: Clock;
  readonly store: Store;
  readonly killed: boolean;
  /** From now on nothing comes back from the clock or the store, and nothing gets through to it. */
  kill(): void;
}

/** What gives no promise. */
export const ITERATED: ReadonlySet<string | symbol> = new Set(['rows', 'closing', 'changes']);

const never = new Promise<never>(() => {});

/** The clock and the store as a process sees them that may be killed. */
export function mortal(clock: Clock, store: Store): Mortal {
  let killed = false;
  const alive = async <T>(make: () => T | Promise<T>): Promise<T> => {
    if (killed) return never;
    const made = await Promise.allSettled([make()]).then(([one]) => one);
    if (killed) return never;
    if (made.status === 'rejected') throw made.reason;
    return made.value;
  };
  const through = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(_, name) {
        const member: unknown = Reflect.get(target, name, target);
        if (name === 'jobs') return through(member as object);
        // What gives an iterator is for readers of views; all else gives promises.
        if (typeof member !== 'function' || ITERATED.has(name)) return member;
        return (...args: unknown[]) => alive(() => Reflect.apply(member, target, args));
      },
    });
  return {
    clock: {
      now: () => clock.now(),
      elapsed: () => clock.elapsed(),
      sleep: (span, signal) => alive(() => clock.sleep(span, signal)),
    },
    store: through(store),
    get killed() {
      return killed;
    },
    kill: () => {
      killed = true;
    },
  };
}
