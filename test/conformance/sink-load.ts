import { describe, expect, test } from 'vitest';
import { WorldError } from '../../src/core/errors.ts';
import type { Output } from '../../src/core/sink.ts';
import {
  expectWritten,
  expectWrittenAtLeastOnce,
  type MakeSink,
  outputs,
  outputsOf,
  read,
  type SinkHarness,
  values,
  writeAlone,
} from './sink-harness.ts';

/** What every outside sink must do when there is much to write, when several write, and when it fails. */
export function describeLoad(name: string, make: MakeSink): void {
  describe(`${name}, as a sink of much`, () => {
    test('takes more outputs at once than any one request does', async () => {
      await using target = await make();
      await writeAlone(target, outputs(0, 1_300));
      await expectWritten(target, values(0, 1_300));
    });

    test('takes more bytes at once than any one request does, in records of every size', async () => {
      await using target = await make();
      const sizes = [10, 900_000, 1, 450_000, 450_000, 0, 600_000, 100_000, 900_000, 3, 800_000, 800_000, 500_000, 50];
      const large = sizes.map((size, n) => ({ n, pad: String(n % 10).repeat(size) }));
      expect(sizes.reduce((sum, size) => sum + size)).toBeGreaterThan(5 * 2 ** 20);
      await writeAlone(target, outputsOf(large));
      await expectWritten(target, large);
    });

    test('takes the outputs of two writers at once, each whole', async () => {
      await using target = await make();
      const writers = await Promise.all([0, 1].map(() => target.sink.open(target.context)));
      await Promise.all(
        writers.map(async (writer, w) => {
          for (let group = 0; group < 5; group++) await writer.write(outputs(w * 10_000 + group * 300, 300));
          await writer.close();
        }),
      );
      const there = (await read(target)) as { readonly n: number }[];
      const own = [0, 1].map((w) => there.filter(({ n }) => Math.floor(n / 10_000) === w));
      expect(there).toHaveLength(3_000);
      own.forEach((written, w) => {
        const inOrder = target.ordered ? written : written.toSorted((a, b) => a.n - b.n);
        expect(inOrder).toEqual(values(w * 10_000, 1_500));
      });
    });
  });

  describe(`${name}, as a sink that fails`, () => {
    test.for([2, 30, 1_300])('amid %i outputs, loses none of them', async (n, { skip }) => {
      await using target = await make();
      if (!target.failOnce) return skip(`${name} cannot be made to fail amid a write`);
      await writeAlone(target, outputs(0, 10));
      target.failOnce();
      await writeAtLast(target, outputs(10, n));
      await writeAlone(target, outputs(10 + n, 5));
      await expectWrittenAtLeastOnce(target, values(0, 15 + n));
    });

    test('goes on with the same writer, which has lost nothing of what comes after', async ({ skip }) => {
      await using target = await make();
      if (!target.failOnce) return skip(`${name} cannot be made to fail amid a write`);
      const writer = await target.sink.open(target.context);
      await writer.write(outputs(0, 10));
      target.failOnce();
      await writer.write(outputs(10, 20)).catch(expectWorldError);
      await writer.write(outputs(10, 25));
      await writer.close();
      await expectWrittenAtLeastOnce(target, values(0, 35));
    });
  });
}

/** As the task does: after a failure of the world all of it is opened and written again. */
async function writeAtLast(target: SinkHarness, group: readonly Output<unknown>[]): Promise<void> {
  const writer = await target.sink.open(target.context);
  const failure = await writer.write(group).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  await writer.close();
  if (failure === undefined) return; // it has tried again by itself
  expectWorldError(failure);
  await writeAlone(target, group);
}

function expectWorldError(failure: unknown): void {
  expect(failure).toBeInstanceOf(WorldError);
}
