import { printable } from '../../core/table.ts';
import type { JobsReader } from '../../store/store.ts';
import { print, say } from '../output.ts';
import { lineOf } from './line.ts';
import { runWanted } from './reading.ts';

/** Prints what a run has logged, and says what is known of it. */
export async function showLog(store: JobsReader, job: string, wanted: number | undefined, url: string): Promise<void> {
  const { log, ...head } = await runWanted(store, job, wanted, url);
  const pictures = head.pictures.map(({ name }) => name).join(', ') || undefined;
  for (const [name, value] of Object.entries({ ...lineOf(head), pictures }))
    if (value !== undefined) say(`${name}: ${printable(`${value}`)}`);
  // A terminal would obey what is in it.
  await print(process.stdout.isTTY ? log.replace(/[^\n]+/g, printable) : log);
}
