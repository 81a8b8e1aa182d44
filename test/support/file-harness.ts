import { appendFile, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { vi } from 'vitest';
import type { SourceHarness } from '../conformance/source-harness.ts';
import { testContext } from './context.ts';
import { temporaryFolder } from './folder.ts';
import { heldIsSeen, heldUnder } from './held.ts';

interface Handles {
  read(...into: readonly unknown[]): Promise<unknown>;
  write(bytes: Uint8Array): Promise<unknown>;
}

/** What all file handles share, to watch what they are asked. */
export async function handlesUnder(folder: string): Promise<Handles> {
  await using handle = await open(folder);
  return Object.getPrototypeOf(handle);
}

/** A new and empty file of that name, and what reads it: for the suite that every source passes. */
export async function fileHarness(
  name: string,
  readers: (folder: string) => Pick<SourceHarness, 'source' | 'bounded'>,
): Promise<SourceHarness> {
  const folder = await temporaryFolder();
  const path = join(folder.path, name);
  await writeFile(path, '');
  const handles = await handlesUnder(folder.path);
  const { read } = handles;
  let answered = Promise.resolve();
  const reading = vi.spyOn(handles, 'read').mockImplementation(async function (this: Handles, ...into) {
    await answered;
    return read.apply(this, into);
  });
  return {
    context: testContext(),
    ...readers(folder.path),
    append: async (records) => {
      for (const record of records) await appendFile(path, Buffer.concat([Buffer.from(record), Buffer.from('\n')]));
    },
    asked: () => reading.mock.calls.length,
    stall: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      answered = promise;
      return resolve;
    },
    ...(heldIsSeen && { held: () => heldUnder(folder.path) }),
    [Symbol.asyncDispose]: async () => {
      reading.mockRestore();
      await folder[Symbol.asyncDispose]();
    },
  };
}
