/** The programs that the bench compares find the same rows, so that none rots between one bench and the next. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { generated } from '../../bench/generated.ts';
import { measured } from '../../bench/measured.ts';
import { checksum, mustAgree } from '../../bench/peers/agreement.ts';
import { peersOf } from '../../bench/peers/programs.ts';

const folder = await mkdtemp(join(tmpdir(), 'millrace-bench-'));
/** Seven minutes of the market. */
const log = await generated(20_000, { rate: 50, folder });
const { programs, absent } = await peersOf(log, folder);
const [[, first] = [], ...others] = Object.entries(programs);
let ours = '';

beforeAll(async () => {
  if (first) ours = (await measured(first)).stdout;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test.each(others)('%s finds the rows of usd-per-minute', async (name, program) => {
  const { stdout } = await measured(program);
  mustAgree(name, program, stdout, ours);
  expect(checksum(stdout)).toBe(checksum(ours));
});

for (const why of absent) test.skip(why);
