import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach } from 'vitest';
import type { LogRecord, Position } from '../../../src/core/record.ts';
import type { Reader } from '../../../src/core/source.ts';
import { type TailOptions, tail } from '../../../src/logs/tail/tail.ts';
import { type TestClock, testClock } from '../../support/clock.ts';
import { testContext } from '../../support/context.ts';
import { folderPerTest } from '../../support/folder.ts';
import { type Item, itemsOf, openReader } from '../../support/reading.ts';

/** Reads what comes until the clock has gone on by `span` over nothing: long enough that the folders are listed again. */
export async function readFor(reader: Reader<LogRecord>, clock: TestClock, span = 11_000): Promise<Item[]> {
  const items: Item[] = [];
  for (;;) {
    const enough = new AbortController();
    const until = clock.elapsed() + span;
    const unwatch = clock.onSleep(() => clock.elapsed() >= until && enough.abort());
    try {
      items.push(...itemsOf(await reader.next(enough.signal)));
    } catch (thrown) {
      if (thrown !== enough.signal.reason) throw thrown;
      return items;
    } finally {
      unwatch();
    }
  }
}

/** A tail of `app*.log*` in a folder that is empty before each test, what opens it and what reads it. */
export function tailPerTest(usual: TailOptions = {}) {
  const folder = folderPerTest();
  const at = (name: string) => join(folder, name);
  const path = at('app.log');
  const clock = testClock();
  const context = testContext({ clock });
  const resume = (position: Position | undefined, options = usual, pattern = 'app*.log*') =>
    openReader(tail(at(pattern), options), context, position);
  const open = (options = usual, pattern = 'app*.log*') => resume(undefined, options, pattern);
  const readItems = (reader: Reader<LogRecord>, span?: number) => readFor(reader, clock, span);
  const read = async (reader: Reader<LogRecord>, span?: number) =>
    (await readItems(reader, span)).map(({ text }) => text);
  const remove = (name: string) => rm(at(name));
  /** What was warned of since this was asked last. */
  const warned = () => {
    const lines = context.lines as unknown as { level: string; message: string }[];
    return lines.splice(0).flatMap(({ level, message }) => (level === 'warn' ? [message] : []));
  };
  beforeEach(() => void warned());
  return { folder, at, path, clock, context, open, resume, readItems, read, remove, warned };
}

/** Root may read everything: for so long it is nobody. */
export async function unprivileged<T>(work: () => Promise<T>): Promise<T> {
  const isRoot = process.getuid?.() === 0;
  if (isRoot) process.seteuid?.('nobody');
  try {
    return await work();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}
