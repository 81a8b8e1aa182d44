import { WorldError } from '../../core/errors.ts';
import { type Clock, type Duration, seconds, spanText } from '../../core/time.ts';
import type { Changes, LiveSource } from './source.ts';
import { Told } from './told.ts';
import type { Part } from './troubles.ts';

/** So long at least is between two documents: two a second. */
export const PACE: Duration = 500;
/** After so long is tried again what has failed. */
export const RETRY: Duration = seconds(1);
/** A read that has not answered by then is a trouble; no other is begun beside it. */
export const SLOW: Duration = seconds(10);

/** What is made of what is read. */
export interface Reader {
  readonly clock: Clock;
  take(document: object): void;
  failed(part: Part, thrown: unknown): void;
  well(part: Part): void;
}

/**
 * Reads the source at once, whenever it tells that it may have changed, and every so often, until the signal is
 * aborted. Never rejects: whatever is thrown is told to the reader and tried again. A read that is under way at the end
 * is not waited for.
 */
export async function reading(source: LiveSource, reader: Reader, signal: AbortSignal): Promise<void> {
  const told = new Told();
  signal.addEventListener('abort', () => told.tell(), { once: true });
  const work = { source, told, reader, signal };
  await Promise.all([readingWhenTold(work), ...source.changes.map((changes, i) => listening(changes, i, work))]);
}

interface Work {
  readonly source: LiveSource;
  readonly told: Told;
  readonly reader: Reader;
  readonly signal: AbortSignal;
}

async function listening(changes: Changes, part: Part, { source, told, reader, signal }: Work): Promise<void> {
  while (!signal.aborted) {
    // Where it ends by itself, there may be no more to tell.
    let rest = Math.max(RETRY, source.every);
    try {
      for await (const _ of changes(signal)) {
        reader.well(part);
        told.tell();
      }
    } catch (thrown) {
      if (!signal.aborted) reader.failed(part, thrown);
      rest = RETRY;
    }
    await reader.clock.sleep(rest, signal);
  }
}

async function readingWhenTold({ source, told, reader, signal }: Work): Promise<void> {
  while (!signal.aborted) {
    try {
      const document = await answered(source.read(signal), reader, signal);
      if (document === undefined) return;
      reader.take(document);
      reader.well('read');
      await reader.clock.sleep(PACE, signal);
      if (!signal.aborted) await told.within(Math.max(0, source.every - PACE), reader.clock);
    } catch (thrown) {
      if (!signal.aborted) reader.failed('read', thrown);
      await reader.clock.sleep(RETRY, signal);
    }
  }
}

/** What the read gives, however long it takes; undefined where the signal is aborted before. */
async function answered(
  read: Promise<object | undefined>,
  reader: Reader,
  signal: AbortSignal,
): Promise<object | undefined> {
  const over = new AbortController();
  const end = () => over.abort();
  signal.addEventListener('abort', end);
  read.then(end, end);
  await reader.clock.sleep(SLOW, over.signal);
  if (!over.signal.aborted) {
    reader.failed('read', new WorldError(`reading it takes longer than ${spanText(SLOW)}: waiting for the store`));
    await new Promise((resolve) => over.signal.addEventListener('abort', resolve));
  }
  signal.removeEventListener('abort', end);
  return signal.aborted ? undefined : await read;
}
