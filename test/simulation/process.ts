import { WorldError } from '../../src/core/errors.ts';
import type { Clock } from '../../src/core/time.ts';
import type { Store } from '../../src/store/store.ts';
import type { Random } from '../support/random.ts';

/** One process of the simulation: its faults can be switched off, it can be killed, and it can stand still and wake late. */
export interface Process {
  readonly clock: Clock;
  readonly faults: { on: boolean };
  frozenUntil: number;
  killed: boolean;
}

/** A store as a process sees it over a bad network: slow, silent about what it did, and late. */
export function overNetwork(store: Store, process: Process, random: Random): Store {
  const { clock, faults } = process;
  const call = async <R>(apply: () => Promise<R>): Promise<R> => {
    await clock.sleep(faults.on && random.chance(0.02) ? random.integer(100, 3_000) : random.integer(0, 5));
    while (process.frozenUntil > clock.now()) await clock.sleep(process.frozenUntil - clock.now());
    // A killed process has sent its request or it has not.
    if (process.killed && random.chance(0.5)) throw new WorldError('killed');
    if (faults.on && random.chance(0.03)) throw new WorldError('failed before it applied');
    if (faults.on && random.chance(0.02)) {
      // The request is on its way for so long that the caller gives up; it arrives all the same.
      const late = clock.sleep(random.integer(50, 2_000)).then(apply);
      late.catch(() => {});
      throw new WorldError('timed out, applied later');
    }
    const result = await apply();
    if (faults.on && random.chance(0.03)) throw new WorldError('failed after it applied');
    return result;
  };
  return new Proxy(store, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      const bound = method.bind(target);
      // What gives an iterator is for readers of views; the runtime's own calls all give promises.
      return name === 'rows' || name === 'closing' ? bound : (...args: unknown[]) => call(async () => bound(...args));
    },
  });
}
