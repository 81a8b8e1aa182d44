/** Prints what the parent sends, in the way that it names, and tells on stderr how a write failed. */
import { createInterface } from 'node:readline';
import type { Sink } from '../../src/core/sink.ts';
import { print } from '../../src/sinks/print.ts';
import { testContext } from '../support/context.ts';

const ways: { readonly [way: string]: Sink<unknown> } = {
  json: print(),
  table: print('table'),
  function: print((values) => `${values.length} values: ${JSON.stringify(values)}`),
};

process.stdout.on('error', () => {}); // as the command line does: whoever writes is told by its own write
const writer = await ways[process.argv[2] ?? '']?.open(testContext());
try {
  for await (const line of createInterface({ input: process.stdin })) {
    const values: readonly unknown[] = JSON.parse(line, (key, value) => (key === 'data' ? Buffer.from(value) : value));
    await writer?.write(values.map((value, i) => ({ id: String(i), value })));
  }
  await writer?.close();
} catch (thrown) {
  const { name, message, code } = thrown as NodeJS.ErrnoException;
  process.stderr.write(JSON.stringify({ name, message, code }));
  process.exit();
}
