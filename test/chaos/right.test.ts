/** Goal: no pipeline that is right is called wrong, whatever it is made of. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Ambient } from '../../src/chaos/ambient.ts';
import { campaign } from '../../src/chaos/campaign.ts';
import { defaultLog } from '../../src/chaos/default-log.ts';
import { prepare } from '../../src/chaos/prepare.ts';
import { never } from '../../src/core/never.ts';
import type { Pipeline } from '../../src/index.ts';

const SEEDS = 40;
/** Two in which a job that no other process may follow would fence itself, by a request that arrives late. */
const RARE = [131, 138];
const folder = join(import.meta.dirname, 'right');
const seeds = [...Array.from({ length: SEEDS }, (_, i) => i), ...RARE];
/** Ticks, stragglers and rubbish, but only half of it: what takes long is not what is looked for. */
const records = defaultLog().slice(0, 500);

let ambient: Ambient;
beforeAll(() => {
  ambient = new Ambient();
});
afterAll(() => ambient[Symbol.dispose]());

test.each(readdirSync(folder))('%s', async (name) => {
  const load = async (): Promise<Pipeline> => (await import(join(folder, name))).default;
  const prepared = await prepare(load, records, ambient);
  const { wrong, impure } = await campaign(prepared, { seeds, signal: never, told: () => {} });
  expect({ wrong, impure }).toEqual({ wrong: [], impure: [] });
});
