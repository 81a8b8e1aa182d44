import { expect, test } from 'vitest';
import type { Output } from '../../../src/core/sink.ts';
import { hastyClock } from '../../support/clock.ts';
import { kinesisFixture } from '../../support/kinesis/fixture.ts';
import { type Taken, Taking } from '../../support/kinesis/taking.ts';
import { writing } from '../../support/kinesis/writing.ts';

const fixture = kinesisFixture();
const { writerOf } = writing(fixture);

/** Writes groups one behind the other into one shard; gives what came, each with its second. */
async function paced(...groups: readonly (readonly Output<unknown>[])[]): Promise<readonly Taken[]> {
  const clock = hastyClock();
  const taking = new Taking(1, clock.elapsed);
  fixture.service.meddle(taking.meddle);
  const writer = await writerOf({ name: 'any' }, {}, clock);
  for (const group of groups) await writer.write(group);
  await writer.close();
  return [...taking.held.values()].flat();
}

const outputs = (from: number, n: number): Output<unknown>[] =>
  Array.from({ length: n }, (_, i) => ({ id: String(from + i), value: { n: from + i } }));

/** The most of `amount` in any second. */
function mostInASecond(taken: readonly Taken[], amount: (one: Taken) => number): number {
  let most = 0;
  let sum = 0;
  let first = 0;
  for (const one of taken) {
    sum += amount(one);
    for (let old = taken[first]; old && old.at <= one.at - 1_000; old = taken[++first]) sum -= amount(old);
    most = Math.max(most, sum);
  }
  return most;
}

test('a shard is offered 5,000 records a second for a minute and given 1,000, and none is lost', async () => {
  const taken = await paced(...Array.from({ length: 12 }, (_, second) => outputs(second * 5_000, 5_000)));
  expect(new Set(taken.map(({ key }) => key)).size).toBe(60_000);
  expect(taken).toHaveLength(60_000);
  const took = (taken.at(-1)?.at ?? 0) / 1_000;
  expect(took).toBeGreaterThan(59);
  expect(took).toBeLessThan(63);
  expect(mostInASecond(taken, () => 1)).toBeLessThanOrEqual(1_250);
}, 20_000);

test('so it is in bytes: 1 MiB a second, in records that are a half', async () => {
  const size = 500_000;
  const group = Array.from({ length: 40 }, (_, n) => ({ id: String(n), value: { data: new Uint8Array(size) } }));
  const taken = await paced(group);
  expect(taken).toHaveLength(40);
  expect((taken.at(-1)?.at ?? 0) / 1_000).toBeGreaterThan((39 * size) / 2 ** 20 - 0.5);
  // A record is put when there is anything left, and owed.
  expect(mostInASecond(taken, ({ data }) => data.length)).toBeLessThanOrEqual(1.25 * 2 ** 20 + size);
});
