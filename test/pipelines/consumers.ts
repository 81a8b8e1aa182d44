import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import usdPerMinute from '../../pipelines/usd-per-minute.ts';
import { foldOf } from '../../src/core/pipeline.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { viewRows } from '../../src/runtime/view.ts';
import { openReader } from '../../src/store/open-store.ts';

const scope = { pipeline: usdPerMinute.name, version: 1 };

/** usd-per-minute in a process of its own, to be killed; up to an offset of a file log, or for ever. */
export class Consumer {
  readonly child: ChildProcess & { readonly stdout: Readable };
  /** How many commits it has told of. */
  commits = 0;
  readonly ended: Promise<readonly [code: number | null, signal: string | null]>;

  constructor(storeUrl: string, logUrl: string, until?: number) {
    const args = [join(import.meta.dirname, 'consumer.ts'), storeUrl, logUrl, String(until ?? '')];
    this.child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    this.child.stdout.on('data', (chunk) => {
      this.commits += String(chunk).split('\n').length - 1;
    });
    this.ended = once(this.child, 'exit') as unknown as Consumer['ended'];
  }

  /** Waits for its nth commit from now; false if it came to its end before. */
  async seen(commits: number): Promise<boolean> {
    const wanted = this.commits + commits;
    while (this.commits < wanted && this.child.exitCode === null) {
      await Promise.race([once(this.child.stdout, 'data'), this.ended]);
    }
    return this.commits >= wanted;
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }
}

/** The rows of a store, as they are printed. */
export async function rowsIn(storeUrl: string): Promise<string[]> {
  const reader = await openReader(storeUrl, { clock: systemClock });
  const rows = await Array.fromAsync(viewRows(reader, scope, foldOf(usdPerMinute)));
  await reader.close();
  return rows.map((row) => JSON.stringify(row));
}

export async function countsIn(storeUrl: string): Promise<Readonly<Record<string, number>>> {
  const reader = await openReader(storeUrl, { clock: systemClock });
  const counts = await reader.counts(scope);
  await reader.close();
  return counts;
}
