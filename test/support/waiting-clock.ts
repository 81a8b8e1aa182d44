import { setImmediate } from 'node:timers/promises';
import type { Clock, Millis } from '../../src/core/time.ts';
import type { Store } from '../../src/store/store.ts';
import { ManualClock } from './manual-clock.ts';

/**
 * A virtual clock beside a store that takes real time to answer: while it is asked, time stands still. `through` is the
 * store as it is to be asked.
 */
export function waitingClock(start: Millis): { readonly clock: Clock; through(store: Store): Store; end(): void } {
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
  const counted = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(_, name) {
        const member: unknown = Reflect.get(target, name, target);
        if (name === 'jobs') return counted(member as object);
        if (typeof member !== 'function' || name === 'rows' || name === 'changes') return member;
        return async (...args: unknown[]) => {
          asked++;
          try {
            return await Reflect.apply(member, target, args);
          } finally {
            asked--;
          }
        };
      },
    });
  return {
    clock,
    through: counted,
    end: () => {
      over = true;
    },
  };
}
