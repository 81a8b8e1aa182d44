import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sqliteStore } from '../../src/store/sqlite.ts';
import { temporaryFolder } from '../support/folder.ts';
import { isBeyond, wrongSeeds } from './wrong-seeds.ts';

test('nor do the next 960', async () => {
  expect(await wrongSeeds(1_000, 1_960)).toEqual([]);
}, 300_000);

test('nor do 40 more on SQLite', async () => {
  await using folder = await temporaryFolder();
  let n = 0;
  const store = (clock: Parameters<typeof sqliteStore>[1]['clock']) =>
    sqliteStore(join(folder.path, `${n++}.db`), { clock });
  expect(await wrongSeeds(1_960, 2_000, { store })).toEqual([]);
}, 300_000);

test.runIf(isBeyond(2_000))(
  'nor does the one that is asked for',
  async () => {
    expect(await wrongSeeds(2_000, Number.POSITIVE_INFINITY)).toEqual([]);
  },
  300_000,
);
