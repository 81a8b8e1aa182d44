import { appendFile, open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { vi } from 'vitest';
import { file } from '../../../src/logs/file/file.ts';
import { describeSink, type SinkHarness } from '../../conformance/sink.ts';
import { describeSource } from '../../conformance/source.ts';
import type { SourceHarness } from '../../conformance/source-harness.ts';
import { testContext } from '../../support/context.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { heldIsSeen, heldUnder } from '../../support/held.ts';

describeSource('a file log', async (): Promise<SourceHarness> => {
  const folder = await temporaryFolder();
  const path = join(folder.path, 'crypto.ndjson');
  await writeFile(path, '');
  await using handle = await open(path);
  const read = vi.spyOn(Object.getPrototypeOf(handle), 'read');
  return {
    context: testContext(),
    source: file(path, { chunk: 128 }),
    bounded: file(path, { chunk: 128, end: true }),
    append: (texts) => appendFile(path, texts.map((text) => `${text}\n`).join('')),
    asked: () => read.mock.calls.length,
    ...(heldIsSeen && { held: () => heldUnder(folder.path) }),
    [Symbol.asyncDispose]: async () => {
      read.mockRestore();
      await folder[Symbol.asyncDispose]();
    },
  };
});

describeSink('a file log', async (): Promise<SinkHarness> => {
  const folder = await temporaryFolder();
  const path = join(folder.path, 'logs', 'crypto.ndjson');
  return {
    context: testContext(),
    sink: file(path),
    read: async () => (await readFile(path, 'utf8')).split('\n').flatMap(parsed),
    tear: () => appendFile(path, '{"n":9,"text":"torn'),
    ...(heldIsSeen && { held: () => heldUnder(folder.path) }),
    [Symbol.asyncDispose]: folder[Symbol.asyncDispose],
  };
});

function parsed(line: string): unknown[] {
  try {
    return [JSON.parse(line)];
  } catch {
    return []; // torn or blank
  }
}
