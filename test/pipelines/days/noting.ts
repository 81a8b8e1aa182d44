import type { Clock, Millis } from '../../../src/core/time.ts';
import type { Ending, JobsStore, Store } from '../../../src/store/store.ts';

/** A run as the store has heard of it. */
export interface Ran {
  readonly job: string;
  readonly number: number;
  readonly scheduled: Millis;
  readonly cause: string;
  readonly began: Millis;
  /** Absent of one that was killed. */
  ended?: Millis;
  ending?: Ending;
}

/** What stood under a key when it was read. */
export interface CachedAt {
  readonly at: Millis;
  readonly pattern: string;
  readonly key: string;
  readonly value: string;
}

export interface Noted {
  readonly ran: Ran[];
  readonly cached: CachedAt[];
}

/** The store; what it hears of runs is noted, for it forgets, and what it tells of keys. */
export function noting(store: Store, clock: Clock, { ran, cached }: Noted): Store {
  const { jobs, keys } = store;
  const begun = new Map<string, Ran>();
  const begin: JobsStore['begin'] = async (beginning) => {
    const answer = await jobs.begin(beginning);
    const { job, scheduled = Number.NaN, cause } = beginning;
    if (!answer.begun) return answer;
    const { number } = answer;
    const one: Ran = { job, number, scheduled, cause, began: clock.now() };
    ran.push(one);
    begun.set(`${job}/${number}`, one);
    return answer;
  };
  const finish: JobsStore['finish'] = async (own, ending) => {
    await jobs.finish(own, ending);
    const one = begun.get(`${own.job}/${own.number}`);
    if (one) Object.assign(one, { ended: clock.now(), ending });
  };
  const matching: Store['keys']['matching'] = async (pattern) => {
    const found = await keys.matching(pattern);
    for (const { key, value } of found) cached.push({ at: clock.now(), pattern, key, value });
    return found;
  };
  const bound = <T extends object>(target: T, instead: object): T =>
    new Proxy(target, {
      get(_, name) {
        if (name in instead) return Reflect.get(instead, name);
        const member: unknown = Reflect.get(target, name, target);
        return typeof member === 'function' ? member.bind(target) : member;
      },
    });
  return bound(store, { jobs: bound(jobs, { begin, finish }), keys: bound(keys, { matching }) });
}
