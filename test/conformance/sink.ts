import { describe, expect, test } from 'vitest';
import {
  expectWritten,
  expectWrittenAtLeastOnce,
  type MakeSink,
  outputs,
  read,
  values,
  writeAlone,
} from './sink-harness.ts';
import { describeLoad } from './sink-load.ts';

/** What every outside sink must do. */
export function describeSink(name: string, make: MakeSink): void {
  describeLoad(name, make);

  describe(`${name}, as a sink`, () => {
    test('holds what was written once the write is over, in order where it keeps one', async () => {
      await using target = await make();
      const writer = await target.sink.open(target.context);
      const written: unknown[] = [];
      for (const n of [1, 100, 3]) {
        const group = outputs(written.length, n);
        await writer.write(group);
        written.push(...group.map(({ value }) => value));
        await expectWritten(target, written);
      }
      await writer.close();
      await expectWritten(target, written);
    });

    test('goes on behind what is there when it is opened again', async () => {
      await using target = await make();
      for (const first of [0, 10, 20]) await writeAlone(target, outputs(first, 10));
      await expectWritten(target, values(0, 30));
    });

    test('takes the same output again: everything is there at least once and nothing else', async () => {
      await using target = await make();
      for (const n of [7, 20, 20]) await writeAlone(target, outputs(0, n));
      await expectWrittenAtLeastOnce(target, values(0, 20));
    });

    test('writes a value as its toJSON says', async () => {
      await using target = await make();
      await writeAlone(target, [{ id: 'a', value: { sum: 0.1, toJSON: () => ({ sum: '0.1' }) } }]);
      expect(await read(target)).toEqual([{ sum: '0.1' }]);
    });

    test('writes the bytes of a record as they are', async () => {
      await using target = await make();
      const records = [[0xff], [0x00], [0x7b, 0xff, 0x00, 0x22, 0x0d], [0xc3, 0x28], [0x20, 0x7b, 0x7d, 0x20]];
      const group = records.map((bytes, i) => ({ id: String(i), value: { data: Uint8Array.from(bytes) } }));
      await writeAlone(target, group);
      const there = (await target.read()).map((bytes) => [...bytes]);
      expect(target.ordered ? there : there.sort()).toEqual(target.ordered ? records : records.sort());
    });

    test('gives back what is too large, writes what stands around it, and goes on', async ({ skip }) => {
      await using target = await make();
      if (target.most === undefined) return skip(`${name} takes records of any size`);
      const size = target.most + 1;
      const tooLarge = { id: 'large', value: { data: new Uint8Array(size).fill(65) } };
      const back = (index: number) => ({
        index,
        reason: 'oversize',
        detail: expect.stringMatching(/^it has \d+ bytes/),
      });
      const writer = await target.sink.open(target.context);
      expect(await writer.write([...outputs(0, 2), tooLarge, ...outputs(2, 2), tooLarge])).toEqual([back(2), back(5)]);
      expect(await writer.write([tooLarge])).toEqual([back(0)]);
      expect((await writer.write(outputs(4, 1))) ?? []).toEqual([]);
      await writer.close();
      await expectWritten(target, values(0, 5));
    });

    test('lets go of everything when it is closed, also twice', async ({ skip }) => {
      await using target = await make();
      if (!target.held) return skip('what is held open cannot be seen here');
      const before = await target.held();
      const writer = await target.sink.open(target.context);
      await writer.write(outputs(0, 3));
      expect(await target.held()).toBeGreaterThan(before);
      await writer.close();
      await writer.close();
      expect(await target.held()).toBe(before);
    });

    test('keeps everything else whole after a torn write', async ({ skip }) => {
      await using target = await make();
      if (!target.tear) return skip(`${name} cannot be left half done`);
      for (const first of [0, 10, 20]) {
        await writeAlone(target, outputs(first, 10));
        await target.tear();
      }
      await writeAlone(target, outputs(30, 10));
      await expectWritten(target, values(0, 40));
    });
  });
}
