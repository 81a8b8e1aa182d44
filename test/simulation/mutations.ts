/** The rules of the protocol, each taken away, to see that the simulation would notice if somebody broke it. */
import { PLACES } from '../../src/core/amounts.ts';
import { formatUnits, parseUnits } from '../../src/core/decimal.ts';
import { operator } from '../../src/core/operator.ts';
import { START_OF_TIME } from '../../src/core/time.ts';
import type { Trade } from '../../src/market/trade.ts';
import type { Commit, Store } from '../../src/store/store.ts';
import type { Mutation } from './simulate.ts';

/** The same store with some methods replaced. */
function changed(store: Store, changes: (store: Store) => Partial<Store>): Store {
  const replaced = changes(store);
  return new Proxy(store, {
    get(target, name) {
      const method: unknown = Reflect.get(replaced, name) ?? Reflect.get(target, name);
      return typeof method === 'function' ? method.bind(target) : method;
    },
  });
}

const committing = (rewrite: (store: Store, commit: Commit) => Promise<Commit>) => (store: Store) =>
  changed(store, () => ({ commit: async (commit) => store.commit(await rewrite(store, commit)) }));

const sumOf = (a: string, b: string): string => formatUnits(parseUnits(a, PLACES) + parseUnits(b, PLACES), PLACES);

const broken: { readonly [rule: string]: Mutation } = {
  'no compare-and-set and no fence': {
    store: committing(async (store, commit) => {
      const { fence = '', commits } = await store.head(commit.scope, commit.partition);
      return { ...commit, fence, after: commits };
    }),
  },
  'no compare-and-set, and the store is rolled back': {
    only: 'rollback',
    store: committing(async (store, commit) => {
      const { commits } = await store.head(commit.scope, commit.partition);
      return { ...commit, after: commits };
    }),
  },
  'the watermark is not saved': {
    store: committing(async (_store, commit) => ({ ...commit, watermark: START_OF_TIME })),
  },
  'the initial roster is not enrolled': {
    store: (store) =>
      changed(store, () => ({
        enrol: async () => {},
        open: async (scope, partition, owner, fresh) => {
          await store.enrol(scope, [{ id: partition, parents: [] }]);
          return store.open(scope, partition, owner, fresh);
        },
      })),
  },
  'a child starts without the watermark of its parents': {
    store: (store) =>
      changed(store, () => ({
        commit: async (commit) => {
          const { ended, ...rest } = commit;
          if (!ended) return store.commit(commit);
          const committed = await store.commit({ ...rest, ended: { children: [] } });
          if (committed === 'committed') await store.enrol(commit.scope, ended.children);
          return committed;
        },
      })),
  },
  "children are registered after their parents' end": {
    store: (store) => {
      const later = new Map<string, Commit>();
      return changed(store, () => ({
        enrol: async (scope, partitions) => {
          await store.enrol(
            scope,
            partitions.filter(({ parents }) => parents.length === 0),
          );
        },
        commit: async (commit) => {
          if (commit.ended) for (const { id } of commit.ended.children) later.set(id, commit);
          return store.commit(commit.ended ? { ...commit, ended: { children: [] } } : commit);
        },
        open: async (scope, partition, owner, fresh) => {
          await store.enrol(scope, [{ id: partition, parents: [] }]);
          return store.open(scope, partition, owner, fresh);
        },
      }));
    },
  },
  'keys are written in front of the commit, and not within it': {
    outside: true,
    store: (store) => {
      const written = new Map<string, string>();
      const matching = async () => [...written].map(([key, value]) => ({ key, value }));
      return changed(store, () => ({
        keys: { ...store.keys, matching },
        commit: async (commit) => {
          for (const { key, set, add = '0' } of commit.keys) {
            written.set(key, set ?? sumOf(written.get(key) ?? '0', add));
          }
          return store.commit({ ...commit, keys: [] });
        },
      }));
    },
  },
  'lateness is judged by the batch': {
    afterParse: operator<Trade, Trade>({ name: 'by-batch' }, () => (batch) => {
      const marks = { before: () => batch.watermark, ticks: batch.marks.ticks };
      return batch.with(batch.events, { marks });
    }),
  },
  'ids come from batch positions': {
    outside: true,
    afterParse: operator<Trade, Trade>({ name: 'by-position' }, () => (batch) => {
      const first = batch.recordOf(0);
      return batch.with(batch.events, { names: (record) => `${batch.read.position}/${record - first}` });
    }),
  },
};

export const mutations: readonly (readonly [rule: string, mutation: Mutation])[] = Object.entries(broken).map(
  ([rule, mutation]) => [rule, { outside: false, ...mutation }],
);
