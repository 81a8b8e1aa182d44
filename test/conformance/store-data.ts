import type { SavedRow } from '../../src/core/open-rows.ts';
import type { PartitionId } from '../../src/core/record.ts';
import type { Commit, Opened, Scope, Store } from '../../src/store/store.ts';

export const scope: Scope = { pipeline: 'totals', version: 1 };

/** Registers the pipeline, enrols the partition and opens it. */
export async function started(store: Store, partition: PartitionId = 'p', of: Scope = scope): Promise<Opened> {
  await store.register(of.pipeline, 'fingerprint', [], false);
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
