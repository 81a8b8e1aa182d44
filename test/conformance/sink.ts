import { describe, expect, test } from 'vitest';
import type { Output, Sink, TaskContext } from '../../src/core/sink.ts';

/** Something empty to write to, for one test. */
export interface SinkHarness extends AsyncDisposable {
  readonly context: TaskContext;
  readonly sink: Pick<Sink<unknown>, 'open'>;
  /** All that was written, parsed, in order where the sink keeps an order; without what cannot be parsed. */
  read(): Promise<unknown[]>;
  /** Leaves what a writer leaves that dies in the middle of writing; left out where nothing can be left half done. */
  tear?(): Promise<void>;
  /** How much is held open: files, connections; left out where it cannot be seen. */
  held?(): Promise<number>;
}

/** What every outside sink must do. */
export function describeSink(name: string, make: () => Promise<SinkHarness>): void {
  describe(`${name}, as a sink`, () => {
    test('holds what was written once the write is over, in order', async () => {
      await using target = await make();
      const writer = await target.sink.open(target.context);
      const written: unknown[] = [];
      for (const n of [1, 100, 3]) {
        const group = outputs(written.length, n);
        await writer.write(group);
        written.push(...group.map(({ value }) => value));
        expect(await target.read()).toEqual(written);
      }
      await writer.close();
    });

    test('goes on behind what is there when it is opened again', async () => {
      await using target = await make();
      for (const first of [0, 10, 20]) {
        const writer = await target.sink.open(target.context);
        await writer.write(outputs(first, 10));
        await writer.close();
      }
      expect(await target.read()).toEqual(values(0, 30));
    });

    test('takes the same output again: everything is there at least once and nothing else', async () => {
      await using target = await make();
      for (const n of [7, 20, 20]) {
        const writer = await target.sink.open(target.context);
        await writer.write(outputs(0, n));
        await writer.close();
      }
      const texts = (await target.read()).map((value) => JSON.stringify(value));
      expect(new Set(texts)).toEqual(new Set(values(0, 20).map((value) => JSON.stringify(value))));
    });

    test('writes a value as its toJSON says', async () => {
      await using target = await make();
      const writer = await target.sink.open(target.context);
      await writer.write([{ id: 'a', value: { sum: 0.1, toJSON: () => ({ sum: '0.1' }) } }]);
      await writer.close();
      expect(await target.read()).toEqual([{ sum: '0.1' }]);
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
        const writer = await target.sink.open(target.context);
        await writer.write(outputs(first, 10));
        await writer.close();
        await target.tear();
      }
      const writer = await target.sink.open(target.context);
      await writer.write(outputs(30, 10));
      await writer.close();
      expect(await target.read()).toEqual(values(0, 40));
    });
  });
}

const values = (first: number, n: number) =>
  Array.from({ length: n }, (_, i) => ({ n: first + i, text: `żółw ${'x'.repeat((first + i) % 50)}` }));

const outputs = (first: number, n: number): Output<unknown>[] =>
  values(first, n).map((value) => ({ id: `test/test/${value.n}/0`, value }));
