/** Goal: a consumer that is killed at any moment, again and again, leaves the rows of one that never was. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import usdPerMinute from '../../pipelines/usd-per-minute.ts';
import { foldOf } from '../../src/core/pipeline.ts';
import { createMarket } from '../../src/exchange/simulator/market.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { viewRows } from '../../src/runtime/view.ts';
import { openReader } from '../../src/store/open-store.ts';
import { temporaryFolder } from '../support/folder.ts';
import { random } from '../support/random.ts';

const KILLS = 20;

test(`${KILLS} kills of the consumer over one log change no byte of the rows`, async () => {
  await using folder = await temporaryFolder();
  const log = join(folder.path, 'crypto.ndjson');
  const trades = createMarket({ seed: 7, start: Date.UTC(2026, 0, 1) }).until(Date.UTC(2026, 0, 1, 0, 45));
  writeFileSync(log, trades.map((trade) => `${JSON.stringify(trade)}\n`).join(''));
  const chance = random(11);

  let kills = 0;
  while (kills < KILLS) {
    // Between two commits, or in the midst of one: after so many of them, at whatever it is doing then.
    const consumer = start('killed', folder.path, log);
    if (!(await seen(consumer, chance.integer(0, 4)))) throw new Error('the log was too short for all the kills');
    consumer.kill('SIGKILL');
    await once(consumer, 'exit');
    kills++;
  }
  for (const store of ['killed', 'whole']) {
    const consumer = start(store, folder.path, log);
    consumer.stdout.resume();
    expect(await once(consumer, 'exit')).toEqual([0, null]);
  }
  const rows = await rowsOf('whole', folder.path);
  expect(rows.length).toBeGreaterThan(100);
  expect(await rowsOf('killed', folder.path)).toEqual(rows);
});

function start(store: string, folder: string, log: string) {
  const args = [`sqlite:${join(folder, store)}.db`, `file:${log}`, String(statSync(log).size)];
  return spawn(process.execPath, [join(import.meta.dirname, 'consumer.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** Waits for the consumer's nth commit from now; false if it came to its end before. */
async function seen({ stdout }: ReturnType<typeof start>, commits: number): Promise<boolean> {
  let left = commits;
  for await (const chunk of stdout) {
    left -= String(chunk).split('\n').length - 1;
    if (left <= 0) return true;
  }
  return false;
}

async function rowsOf(store: string, folder: string): Promise<string[]> {
  const reader = await openReader(`sqlite:${join(folder, store)}.db`, { clock: systemClock });
  const rows = await Array.fromAsync(
    viewRows(reader, { pipeline: 'usd-per-minute', version: 1 }, foldOf(usdPerMinute)),
  );
  await reader.close();
  return rows.map((row) => JSON.stringify(row));
}
