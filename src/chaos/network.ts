import { WorldError } from '../core/errors.ts';
import type { PartitionId } from '../core/record.ts';
import type { Committed, Store } from '../store/store.ts';
import type { Process } from './process.ts';
import { LATEST } from './weather.ts';

/** How long a call of the store takes, at most. */
const CALL = 5;

/** A store as a process sees it over a bad network: slow, silent about what it did, and late. */
export function overNetwork(store: Store, process: Process, owners: Map<PartitionId, string>): Store {
  const { faults, random, clock } = process;
  const call = async <R>(probability: number, apply: () => Promise<R>, comesLate = true): Promise<R> => {
    if (faults.strikes('store time-out, not applied', probability)) throw timeout();
    if (comesLate && faults.strikes('store time-out, applied later', probability)) {
      // The request is on its way for so long that the caller gives up; it arrives all the same.
      const late = clock.sleep(random.integer(50, LATEST)).then(apply);
      late.catch(() => {}); // its caller has gone
      throw timeout();
    }
    const result = await apply();
    if (faults.strikes('store time-out, applied', probability)) throw timeout();
    return result;
  };

  const { chance } = process.weather;
  const replaced: Partial<Store> = {
    async commit(commit): Promise<Committed> {
      await process.step(CALL, chance.freeze);
      process.maybeCrash('crash before a commit', chance.commit);
      const committed = await call(chance.commit, () => store.commit(commit));
      if (committed !== 'committed' && process.stood) faults.happened('zombie with an old fence');
      process.maybeCrash('crash after a commit', chance.commit);
      return committed;
    },
    async open(scope, partition, owner, fresh) {
      await process.step(CALL, 0);
      // To begin a job anew is not done late: nobody would be left to do it again. Nor is what would fence a process
      // that no other may follow.
      const late = !fresh && process.mortal;
      const opened = await call(chance.call, () => store.open(scope, partition, owner, fresh), late);
      const before = owners.get(partition);
      if (before !== undefined && before !== owner) faults.happened('partition moved');
      owners.set(partition, owner);
      return opened;
    },
  };
  return new Proxy(store, {
    get(target, name) {
      const method: unknown = Reflect.get(replaced, name) ?? Reflect.get(target, name);
      if (typeof method !== 'function' || Reflect.has(replaced, name)) return method;
      const bound = method.bind(target);
      // What gives an iterator is for readers of views; the runtime's own calls all give promises.
      if (name === 'rows' || name === 'closing') return bound;
      return async (...args: readonly unknown[]) => {
        await process.step(CALL, 0);
        return call(chance.call, async () => bound(...args));
      };
    },
  });
}

const timeout = (): WorldError => new WorldError('the store did not answer');
