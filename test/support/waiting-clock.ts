import { setImmediate } from 'node:timers/promises';
import type { Clock, Millis } from '../../src/core/time.ts';
import type { Store } from '../../src/store/store.ts';
import { ManualClock } from './manual-clock.ts';
import { ITERATED } from './mortal.ts';

export interface WaitingClock {
  readonly clock: Clock;
  /** Time stands still until this is done, which must not wait for it to pass. */
  during<T>(work: () => Promise<T>): Promise<T>;
  /** The store as it is to be asked: while it is, time stands still. */
  through(store: Store): Store;
  end(): void;
}

/** A virtual clock beside what takes real time to answer, such as a store, or a server. */
export function waitingClock(start: Millis): WaitingClock {
  const clock = new ManualClock(start);
  let asked = 0;
  let over = false;
  const go = async (): Promise<void> => {
    for (let calm = 0; !over; calm = asked === 0 ? calm + 1 : 0) {
      await setImmediate();
      // What an answer has led to comes to rest within a few turns.
      if (calm > 3) await clock.advance(clock.untilNext ?? 0);
    }
  };
  void go();
  const during = async <T>(work: () => Promise<T>): Promise<T> => {
    asked++;
    try {
      return await work();
    } finally {
      asked--;
    }
  };
  const counted = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(_, name) {
        const member: unknown = Reflect.get(target, name, target);
        if (name === 'jobs') return counted(member as object);
        if (typeof member !== 'function' || ITERATED.has(name)) return member;
        return (...args: unknown[]) => during(async () => Reflect.apply(member, target, args));
      },
    });
  return {
    clock,
    during,
    through: counted,
    end: () => {
      over = true;
    },
  };
}
