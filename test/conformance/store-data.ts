import type { SavedRow } from '../../src/core/open-rows.ts';
import type { PartitionId } from '../../src/core/record.ts';
import type { Commit, Opened, Scope, Store } from '../../src/store/store.ts';

export const scope: Scope = { pipeline: 'totals', version: 1 };

/** Registers the pipeline, enrols the partition and opens it. */
export async function started(store: Store, partition: PartitionId = 'p', of: Scope = scope): Promise<Opened> {
  await store.register(of.pipeline, 'fingerprint', []);
  await store.enrol(of, [{ id: partition, parents: [] }]);
  return store.open(of, partition, 'owner');
}

/** What cells a partition's last commit left; takes the partition from whoever has it. */
export const cellsOf = async (store: Store, partition: PartitionId) =>
  (await store.open(scope, partition, 'reader')).state.cells;

/** The next commit of an opened task: of nothing, but for what a test cares about. */
export const commitOf = (task: Opened, change: Partial<Commit> = {}): Commit => ({
  scope,
  partition: task.partition,
  fence: task.fence,
  after: task.commits,
  position: '1',
  watermark: 1_000,
  cells: [],
  rows: [],
  dead: [],
  messages: [],
  keys: [],
  keep: Number.POSITIVE_INFINITY,
  ...change,
});

export const rowOf = (key: string, start: number, change: Partial<SavedRow> = {}): SavedRow => ({
  key,
  start,
  end: start + 60,
  closes: start + 65,
  final: false,
  partials: '{"n":1}',
  ...change,
});

export async function gather<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

export const letter = {
  id: 'd',
  position: '1',
  operator: 'parse',
  reason: 'unparsable' as const,
  detail: '',
  data: new Uint8Array(1),
};

/** Something of each kind, for a commit of partition p. */
export const full: Partial<Commit> = {
  position: '99',
  watermark: 9_999,
  cells: [{ name: 'counts', key: 'records', value: '1' }],
  rows: [rowOf('new', 0)],
  dead: [letter],
  messages: [{ id: 'm', to: 'slack', body: 'hello' }],
  ended: { children: [{ id: 'child', parents: ['p'] }] },
  keep: 0,
};

export const everything = async (store: Store): Promise<unknown> => ({
  roster: await store.roster(scope),
  counts: await store.counts(scope),
  rows: await gather(store.rows(scope)),
  dead: await store.deadLetters('totals', { limit: 9 }),
  messages: await store.undelivered('totals', 'slack', 9),
  forgotten: await store.forgotten(scope),
});

/** Texts whose order or whose very being is easily lost; in code-unit order. */
export const oddTexts: readonly string[] = [
  '',
  '\0',
  'A',
  'A\0',
  'A\0B',
  'B',
  'Z',
  'a',
  'é',
  '\ud7ff',
  '\ud800',
  '\ud83d',
  '\ud83d\ude00',
  '\ud83d\ude01x',
  '\udfff',
  '\ue000',
  '\ue000\uf000',
  '\ue001',
  '\uf000',
  '\ufffd',
  '\uffff',
];
