/** Goal: a consumer that is killed at any moment, again and again, leaves the rows of one that never was. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createMarket } from '../../src/exchange/simulator/market.ts';
import { temporaryFolder } from '../support/folder.ts';
import { random } from '../support/random.ts';
import { Consumer, rowsIn } from './consumers.ts';

const KILLS = 20;

test(`${KILLS} kills of the consumer over one log change no byte of the rows`, async () => {
  await using folder = await temporaryFolder();
  const log = join(folder.path, 'crypto.ndjson');
  const trades = createMarket({ seed: 7, start: Date.UTC(2026, 0, 1) }).until(Date.UTC(2026, 0, 1, 0, 45));
  const text = trades.map((trade) => `${JSON.stringify(trade)}\n`).join('');
  writeFileSync(log, text);
  const [killed, whole] = ['killed', 'whole'].map((name) => `sqlite:${join(folder.path, name)}.db`) as [string, string];
  const start = (store: string) => new Consumer(store, `file:${log}`, Buffer.byteLength(text));
  const chance = random(11);

  for (let kills = 0; kills < KILLS; kills++) {
    // Between two commits, or in the midst of one: after so many of them, at whatever it is doing then.
    const consumer = start(killed);
    if (!(await consumer.seen(chance.integer(0, 4)))) throw new Error('the log was too short for all the kills');
    await consumer.kill();
  }
  for (const store of [killed, whole]) expect(await start(store).ended).toEqual([0, null]);
  const rows = await rowsIn(whole);
  expect(rows.length).toBeGreaterThan(100);
  expect(await rowsIn(killed)).toEqual(rows);
});
