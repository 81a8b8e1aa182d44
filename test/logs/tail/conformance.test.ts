import { appendFile, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { vi } from 'vitest';
import { tail } from '../../../src/logs/tail/tail.ts';
import { describeSource } from '../../conformance/source.ts';
import type { SourceHarness } from '../../conformance/source-harness.ts';
import { testContext } from '../../support/context.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { heldIsSeen, heldUnder } from '../../support/held.ts';

/** What all file handles share, to watch what they are asked. */
async function handlesUnder(folder: string): Promise<Handles> {
  await using handle = await open(folder);
  return Object.getPrototypeOf(handle);
}
interface Handles {
  read(...into: readonly unknown[]): Promise<unknown>;
}

describeSource('a tail', async (): Promise<SourceHarness> => {
  const folder = await temporaryFolder();
  const path = join(folder.path, 'app.log');
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
    source: tail(join(folder.path, 'app*.log'), { chunk: 128 }),
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
});
