import { setImmediate } from 'node:timers/promises';
import { concat, NEVER, of } from 'rxjs';
import { isRecord, type LogRecord, type PartitionId, type Position, type Read } from '../../src/core/record.ts';
import type { Output, Sink, Writer } from '../../src/core/sink.ts';
import type { Reader, RunContext, Source } from '../../src/core/source.ts';

/** What one request gives, and what it takes. */
const READ_MAX = 3;
const WRITE_MAX = { records: 500, bytes: 5 * 2 ** 20 };
const POLL = 10;

/**
 * A log in memory that is hard to get on with, as a stream in the cloud is: several partitions, requests that take a
 * while, that take a part of what they are given, and that keep no order when they do.
 */
export class MemoryLog {
  readonly partitions: ReadonlyMap<PartitionId, LogRecord[]>;
  requests = 0;
  readers = 0;
  writers = 0;
  /** Requests are answered behind it. */
  answered: Promise<void> = Promise.resolve();
  /** The next write takes every other record only. */
  failing = false;

  constructor(partitions: number) {
    this.partitions = new Map(Array.from({ length: partitions }, (_, i) => [`shard-${i}`, []]));
  }

  of(id: PartitionId | undefined): LogRecord[] {
    const records = id === undefined ? this.partitions.values().next().value : this.partitions.get(id);
    if (!records) throw new Error(`no partition ${id}`);
    return records;
  }

  async get(id: PartitionId, from: number, most: number): Promise<readonly LogRecord[]> {
    this.requests++;
    await Promise.all([setImmediate(), this.answered]);
    return this.of(id).slice(from, from + most);
  }

  /** Which of them were not taken, by their indexes. */
  async put(records: readonly Uint8Array[]): Promise<readonly number[]> {
    const bytes = records.reduce((sum, { length }) => sum + length, 0);
    if (records.length > WRITE_MAX.records || bytes > WRITE_MAX.bytes) throw new Error('more than a request takes');
    await setImmediate();
    const failed = records.flatMap((_, i) => (this.failing && i % 2 === 0 ? [i] : []));
    this.failing = false;
    const shards = [...this.partitions.values()];
    records.forEach((data, i) => {
      if (!failed.includes(i)) shards[i % shards.length]?.push({ data: data.slice() });
    });
    return failed;
  }
}

export const memorySource = (log: MemoryLog, bounded: boolean): Source<LogRecord> => ({
  kind: 'log',
  name: 'memory',
  bounded,
  partitions: (context) => {
    const partitions = [...log.partitions.keys()].map((id) => ({
      id,
      parents: [],
      open: async (from?: Position) => new MemoryReader(log, id, bounded, from, context),
    }));
    return concat(of(partitions), NEVER); // there might be more one day
  },
});

class MemoryReader implements Reader<LogRecord> {
  readonly #log: MemoryLog;
  readonly #id: PartitionId;
  readonly #context: RunContext;
  readonly #end: number;
  readonly #closed = new AbortController();
  #next: number;
  #ended = false;

  constructor(log: MemoryLog, id: PartitionId, bounded: boolean, from: Position | undefined, context: RunContext) {
    this.#log = log;
    this.#id = id;
    this.#context = context;
    this.#next = from === undefined ? 0 : Number(from);
    this.#end = bounded ? log.of(id).length : Number.POSITIVE_INFINITY;
    log.readers++;
  }

  async next(stop: AbortSignal): Promise<Read<LogRecord>> {
    const signal = AbortSignal.any([stop, this.#closed.signal]);
    for (;;) {
      signal.throwIfAborted();
      if (this.#ended) throw new Error('read to its end, and then asked for more');
      const from = this.#next;
      const items = await this.#log.get(this.#id, from, Math.min(READ_MAX, this.#end - from));
      signal.throwIfAborted();
      this.#next = from + items.length;
      this.#ended = this.#next === this.#end;
      if (items.length > 0 || this.#ended) return readOf(items, from, this.#ended);
      await this.#context.clock.sleep(POLL, signal);
    }
  }

  async close(): Promise<void> {
    if (!this.#closed.signal.aborted) this.#log.readers--;
    this.#closed.abort(new Error('closed'));
  }
}

function readOf(items: readonly LogRecord[], from: number, ended: boolean): Read<LogRecord> {
  const positionOf = (i: number): Position => {
    if (!(i in items)) throw new RangeError(`no item ${i}`);
    return String(from + i + 1);
  };
  return { items, positionOf, position: String(from + items.length), ...(ended && { ended: { children: [] } }) };
}

export const memorySink = (log: MemoryLog): Pick<Sink<unknown>, 'open'> => ({
  open: async (): Promise<Writer<unknown>> => {
    log.writers++;
    let open = true;
    return {
      write: (output) => putAll(log, output.map(bytesOf)),
      close: async () => {
        if (open) log.writers--;
        open = false;
      },
    };
  },
});

async function putAll(log: MemoryLog, records: readonly Uint8Array[]): Promise<void> {
  for (let left = records; left.length > 0; ) {
    let n = 0;
    for (let bytes = 0; n < Math.min(left.length, WRITE_MAX.records); n++) {
      bytes += left[n]?.length ?? 0;
      if (bytes > WRITE_MAX.bytes) break;
    }
    const failed = await log.put(left.slice(0, n));
    left = [...failed.flatMap((i) => left[i] ?? []), ...left.slice(n)];
  }
}

const bytesOf = ({ value }: Output<unknown>): Uint8Array =>
  isRecord(value) ? value.data : Buffer.from(JSON.stringify(value));
