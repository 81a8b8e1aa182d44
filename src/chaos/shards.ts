import type { Child, LogRecord, PartitionId, Position, Read } from '../core/record.ts';
import type { Entry } from './entry.ts';
import type { Faults } from './faults.ts';
import type { Random } from './random.ts';

/** A partition of the log as one seed cuts it: its records, and who goes on where it was split or merged. */
export interface Shard {
  readonly id: PartitionId;
  readonly parents: readonly PartitionId[];
  readonly records: readonly LogRecord[];
  readonly children: readonly Child[] | undefined;
}

export interface Cutting {
  /** Partitions at the beginning, at most; with one it is never split. */
  readonly partitions: number;
  /** Splits and merges, at most. */
  readonly reshards: number;
  /** The chance that a record is put a second time, by a producer that did not hear that it had been put. */
  readonly twice: number;
}

interface Growing {
  readonly id: PartitionId;
  readonly parents: readonly PartitionId[];
  readonly from: number;
  readonly to: number;
  readonly records: LogRecord[];
  children?: readonly Child[];
}

/** How many records a producer may have put before it tries one again. */
const AGAIN_WITHIN = 40;

/** Cuts a log into partitions, each in log order: parents stand before their children. */
export function cut(entries: readonly Entry[], cutting: Cutting, random: Random, faults?: Faults): readonly Shard[] {
  const shards: Growing[] = [];
  const grow = (from: number, to: number, parents: readonly Growing[]): Growing => {
    const shard = { id: `p${shards.length}`, parents: parents.map(({ id }) => id), from, to, records: [] };
    shards.push(shard);
    return shard;
  };
  const initial = random.integer(1, cutting.partitions);
  for (let i = 0; i < initial; i++) grow(i / initial, (i + 1) / initial, []);
  const open = () => shards.filter(({ children }) => !children);
  const put = ({ record, place }: Entry) => {
    for (const { from, to, records } of open()) {
      if (place === undefined || (place >= from && place < to)) records.push(record);
    }
  };

  const reshards = cutting.partitions > 1 ? random.integer(0, cutting.reshards) : 0;
  const cuts = new Set(Array.from({ length: reshards }, () => random.integer(1, entries.length)));
  const again = new Map<number, Entry[]>();
  for (const [i, entry] of entries.entries()) {
    if (cuts.has(i)) faults?.happened(reshard(open(), random, grow));
    put(entry);
    for (const one of again.get(i) ?? []) put(one);
    if (entry.place === undefined || !random.chance(cutting.twice)) continue;
    const at = Math.min(entries.length - 1, i + random.integer(1, AGAIN_WITHIN));
    if (at === i) continue;
    again.set(at, [...(again.get(at) ?? []), entry]);
    faults?.happened('record put twice');
  }
  return shards.map(({ id, parents, records, children }) => ({ id, parents, records, children }));
}

/** Splits one of the partitions, or merges two neighbours. */
function reshard(
  open: readonly Growing[],
  random: Random,
  grow: (from: number, to: number, parents: readonly Growing[]) => Growing,
): 'partition split' | 'partitions merged' {
  const one = random.pick(open);
  const neighbour = open.find(({ from }) => from === one.to);
  if (neighbour && random.chance(0.5)) {
    const { id, parents } = grow(one.from, neighbour.to, [one, neighbour]);
    one.children = [{ id, parents }];
    neighbour.children = one.children;
    return 'partitions merged';
  }
  const middle = (one.from + one.to) / 2;
  const halves = [grow(one.from, middle, [one]), grow(middle, one.to, [one])];
  one.children = halves.map(({ id, parents }) => ({ id, parents }));
  return 'partition split';
}

/** Padded, so that positions have the order of the records. */
export const positionAt = (i: number): Position => String(i).padStart(9, '0');

/** The records of a partition from one place to another. `bounded`: the log is over at its end. */
export const readOf = (
  { records, children }: Pick<Shard, 'records' | 'children'>,
  from: number,
  to: number,
  bounded: boolean,
): Read<LogRecord> => ({
  // A lambda may write into the bytes that it is given: those of the next read are others.
  items: records.slice(from, to).map((record) => ({ ...record, data: record.data.slice() })),
  position: positionAt(to),
  positionOf: (i) => positionAt(from + i + 1),
  ...(to === records.length && (bounded || children) && { ended: { children: children ?? [] } }),
});
