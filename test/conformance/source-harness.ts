import { setImmediate } from 'node:timers/promises';
import { never } from '../../src/core/never.ts';
import type { LogRecord, PartitionId } from '../../src/core/record.ts';
import type { Reader, RunContext, Source } from '../../src/core/source.ts';

/** An empty log, for one test. */
export interface SourceHarness extends AsyncDisposable {
  readonly context: RunContext;
  /** Follows the log from its start, in reads as small as it can make them. */
  readonly source: Source<LogRecord>;
  /** The same log from its start to the end that it has when it is opened; left out where there is no such reading. */
  readonly bounded?: Source<LogRecord>;
  /** Appends records to the partition of that id, or to the only one. */
  append(records: readonly (string | Uint8Array)[], to?: PartitionId): Promise<void>;
  /** How often the log was asked for something, so far. */
  asked(): number;
  /** Keeps back what the log answers, until what it returns is called; left out where nothing can be kept back. */
  stall?(): () => void;
  /** How much is held open: files, connections; left out where it cannot be seen. */
  held?(): Promise<number>;
}

/** Makes a log of one partition. */
export type MakeSource = () => Promise<SourceHarness>;
/** Makes a log of so many partitions, for logs that have several. */
export type MakeSeveral = (partitions: number) => Promise<SourceHarness>;

/** The log with `n` records in it. */
export async function filledWith(n: number, harness: SourceHarness): Promise<SourceHarness & { texts: string[] }> {
  const texts = differentTexts(n);
  for (let i = 0; i < n; i += 5) await harness.append(texts.slice(i, i + 5));
  return { ...harness, texts };
}

/** `n` different records; `of` tells them from others. */
export const differentTexts = (n: number, of = 'x'): string[] =>
  Array.from({ length: n }, (_, i) => `{"n":${i},"pad":"${of.repeat((i * 7) % 40)}","of":"${of}"}`);

/** Reads until there are `n` records. */
export async function recordsOf(reader: Reader<LogRecord>, n: number): Promise<LogRecord[]> {
  const records: LogRecord[] = [];
  while (records.length < n) records.push(...(await reader.next(never)).items);
  return records;
}

/** Many turns of the event loop: whoever has something to do without being asked does it now. */
export async function idle(): Promise<void> {
  for (let turn = 0; turn < 200; turn++) await setImmediate();
}
