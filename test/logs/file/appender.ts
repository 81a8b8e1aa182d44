/**
 * Appends records to a log through the writer until it is killed, and says on stdout, each time that a write has
 * returned, how many there are: `node appender.ts PATH RUN`.
 */
import { writeSync } from 'node:fs';
import { FileWriter } from '../../../src/logs/file/writer.ts';

const group = 40;

/** The record `n` of a run: between 30 bytes and 4 KiB. */
export const recordOf = (run: number, n: number): string =>
  JSON.stringify({ run, n, pad: 'x'.repeat((n * 997) % 4096) });

async function appendForever(path: string, run: number): Promise<never> {
  const writer = await FileWriter.open(path);
  for (let n = 0; ; n += group) {
    const records = Array.from({ length: group }, (_, i) => ({ data: Buffer.from(recordOf(run, n + i)) }));
    await writer.write(records.map((value, i) => ({ id: `${run}/${n + i}`, value })));
    writeSync(1, `${n + group}\n`);
  }
}

if (import.meta.main) {
  const [, , path = '', run = ''] = process.argv;
  await appendForever(path, Number(run));
}
