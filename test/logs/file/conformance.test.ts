import { appendFile, open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { vi } from 'vitest';
import { file } from '../../../src/logs/file/file.ts';
import { LINE_MAX } from '../../../src/logs/file/lines.ts';
import { describeSink } from '../../conformance/sink.ts';
import type { SinkHarness } from '../../conformance/sink-harness.ts';
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
  write(bytes: Uint8Array): Promise<unknown>;
}

describeSource('a file log', async (): Promise<SourceHarness> => {
  const folder = await temporaryFolder();
  const path = join(folder.path, 'crypto.ndjson');
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
    source: file(path, { chunk: 128 }),
    bounded: file(path, { chunk: 128, end: true }),
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

describeSink('a file log', async (): Promise<SinkHarness> => {
  const folder = await temporaryFolder();
  const path = join(folder.path, 'logs', 'crypto.ndjson');
  const handles = await handlesUnder(folder.path);
  const { write } = handles;
  return {
    context: testContext(),
    sink: file(path),
    ordered: true,
    most: LINE_MAX,
    read: async () => linesOf(await readFile(path)),
    tear: () => appendFile(path, '{"n":9,"text":"torn'),
    failOnce: () => {
      // A disk that is full after half of what it is given.
      vi.spyOn(handles, 'write').mockImplementationOnce(function (this: Handles, bytes) {
        return write.call(this, bytes.subarray(0, bytes.length >> 1));
      });
    },
    ...(heldIsSeen && { held: () => heldUnder(folder.path) }),
    [Symbol.asyncDispose]: async () => {
      vi.restoreAllMocks();
      await folder[Symbol.asyncDispose]();
    },
  };
});

function linesOf(bytes: Buffer): readonly Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (let from = 0; from < bytes.length; ) {
    const newline = bytes.indexOf('\n', from);
    lines.push(bytes.subarray(from, newline === -1 ? bytes.length : newline));
    from = newline === -1 ? bytes.length : newline + 1;
  }
  return lines;
}
