import type { Enrolled, Holder, Registered, StoreReader } from '../store/store.ts';
import type { Counts } from '../views/reckoning.ts';

/** What a store holds of a pipeline that has run, rows and dead letters left out. */
export interface Stored {
  readonly registered: Registered;
  readonly roster: readonly Enrolled[];
  readonly counts: Counts;
  /** Who runs it now. */
  readonly holder: Holder | undefined;
}

/** Undefined where the pipeline has never run there. */
export async function storedOf(store: StoreReader, pipeline: string): Promise<Stored | undefined> {
  const registered = await store.registered(pipeline);
  if (!registered) return undefined;
  const { scope } = registered;
  const [roster, counts, holder] = await Promise.all([
    store.roster(scope),
    store.counts(scope),
    store.holder(pipeline),
  ]);
  return { registered, roster, counts, holder };
}
