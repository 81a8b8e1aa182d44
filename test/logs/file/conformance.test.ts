import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { vi } from 'vitest';
import { LINE_MAX } from '../../../src/core/lines.ts';
import { file } from '../../../src/logs/file/file.ts';
import { describeSink } from '../../conformance/sink.ts';
import type { SinkHarness } from '../../conformance/sink-harness.ts';
import { describeSource } from '../../conformance/source.ts';
import { testContext } from '../../support/context.ts';
import { fileHarness, handlesUnder } from '../../support/file-harness.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { heldIsSeen, heldUnder } from '../../support/held.ts';

describeSource('a file log', () =>
  fileHarness('crypto.ndjson', (folder) => {
    const path = join(folder, 'crypto.ndjson');
    return { source: file(path, { chunk: 128 }), bounded: file(path, { chunk: 128, end: true }) };
  }),
);

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
      vi.spyOn(handles, 'write').mockImplementationOnce(function (this: typeof handles, bytes) {
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
