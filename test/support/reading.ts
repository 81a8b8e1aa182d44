import { firstValueFrom } from 'rxjs';
import { never } from '../../src/core/never.ts';
import type { LogRecord, PartitionId, Position, Read } from '../../src/core/record.ts';
import type { Partition, Reader, RunContext, Source } from '../../src/core/source.ts';
import type { TestClock } from './clock.ts';

export interface Item {
  readonly text: string;
  /** Behind this item. */
  readonly position: Position;
}

/** Those that there are: a source may go on and tell of others. */
export const partitionsOf = <T>(source: Source<T>, context: RunContext): Promise<readonly Partition<T>[]> =>
  firstValueFrom(source.partitions(context, []));

/** Opens the partition of that id, or the only one. */
export async function openReader<T>(
  source: Source<T>,
  context: RunContext,
  from?: Position,
  id?: PartitionId,
): Promise<Reader<T>> {
  const partitions = await partitionsOf(source, context);
  const partition = id === undefined ? partitions[0] : partitions.find((one) => one.id === id);
  if (!partition) throw new Error(`no partition ${id}`);
  return partition.open(from);
}

export const itemsOf = (read: Read<LogRecord>): Item[] =>
  read.items.map(({ data }, i) => ({ text: new TextDecoder().decode(data), position: read.positionOf(i) }));

export const textsOf = (read: Read<LogRecord>): string[] => itemsOf(read).map(({ text }) => text);

/** Reads until there are `n` items, or until the end. */
export async function take(reader: Reader<LogRecord>, n: number, signal = never): Promise<Item[]> {
  const items: Item[] = [];
  while (items.length < n) {
    const read = await reader.next(signal);
    items.push(...itemsOf(read));
    if (read.ended) break;
  }
  return items;
}

/** Reads what there is: until the reader goes to sleep over it, or to the end. */
export async function drain(reader: Reader<LogRecord>, clock: TestClock): Promise<Read<LogRecord>[]> {
  const asleep = new AbortController();
  const unwatch = clock.onSleep(() => asleep.abort());
  const reads: Read<LogRecord>[] = [];
  try {
    do reads.push(await reader.next(asleep.signal));
    while (!reads.at(-1)?.ended);
  } catch (thrown) {
    if (thrown !== asleep.signal.reason) throw thrown;
  } finally {
    unwatch();
  }
  return reads;
}
