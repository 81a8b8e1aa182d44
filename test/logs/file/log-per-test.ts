import { utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LogRecord, Position } from '../../../src/core/record.ts';
import type { Reader } from '../../../src/core/source.ts';
import { file } from '../../../src/logs/file/file.ts';
import type { FileOptions } from '../../../src/logs/file/options.ts';
import { testClock } from '../../support/clock.ts';
import { testContext } from '../../support/context.ts';
import { folderPerTest } from '../../support/folder.ts';
import { drain, itemsOf, openReader } from '../../support/reading.ts';

/** A file log in a folder that is empty before each test, what opens it and what reads it. */
export function logPerTest(usual: FileOptions = {}) {
  const folder = folderPerTest();
  const path = join(folder, 'crypto.ndjson');
  const clock = testClock();
  const context = testContext({ clock });

  /** Opens it behind a position. */
  const resume = (position: Position | undefined, options = usual) =>
    openReader(file(path, options), context, position);
  const open = (options = usual) => resume(undefined, options);

  /** Reads what there is. */
  const readItems = async (reader: Reader<LogRecord>) => (await drain(reader, clock)).flatMap(itemsOf);
  const read = async (reader: Reader<LogRecord>) => (await readItems(reader)).map(({ text }) => text);

  /** Writes a file of that name beside the log, or the log, as if last changed `second` seconds after 1970. */
  async function write(name: string, text: string, second: number): Promise<void> {
    await writeFile(join(folder, name), text);
    await utimes(join(folder, name), second, second);
  }

  return { folder, path, clock, context, open, resume, readItems, read, write };
}
