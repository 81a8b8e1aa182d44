import { expect } from 'vitest';
import type { Output, Sink, TaskContext, Writer } from '../../src/core/sink.ts';

/** Something empty to write to, for one test. */
export interface SinkHarness extends AsyncDisposable {
  readonly context: TaskContext;
  readonly sink: Pick<Sink<unknown>, 'open'>;
  /** What one writer wrote is read in the order in which it was written. */
  readonly ordered: boolean;
  /** Bytes of the largest record that it takes, or some more; left out where it takes any. */
  readonly most?: number;
  /** All that was written, each record as its bytes; what was torn may be among them. */
  read(): Promise<readonly Uint8Array[]>;
  /** Leaves what a writer leaves that dies in the middle of writing; left out where nothing can be left half done. */
  tear?(): Promise<void>;
  /** Makes the next request of a writer take a part of its outputs and no more; left out where none can fail so. */
  failOnce?(): void;
  /** How much is held open: files, connections; left out where it cannot be seen. */
  held?(): Promise<number>;
}

export type MakeSink = () => Promise<SinkHarness>;

export const values = (first: number, n: number) =>
  Array.from({ length: n }, (_, i) => ({ n: first + i, text: `żółw ${'x'.repeat((first + i) % 50)}` }));

export const outputs = (first: number, n: number): Output<unknown>[] => outputsOf(values(first, n));

export const outputsOf = (values: readonly { readonly n: number }[]): Output<unknown>[] =>
  values.map((value) => ({ id: `test/test/${value.n}/0`, value }));

/** What is there, parsed; without what is torn and so cannot be. */
export const read = async (target: SinkHarness): Promise<unknown[]> =>
  (await target.read()).flatMap((bytes) => {
    try {
      return [JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))];
    } catch {
      return [];
    }
  });

/** Each of these is there once and nothing else, in this order where the sink keeps one. */
export async function expectWritten(target: SinkHarness, written: readonly unknown[]): Promise<void> {
  const there = await read(target);
  if (target.ordered) expect(there).toEqual(written);
  else expect(there.map(textOf).sort()).toEqual(written.map(textOf).sort());
}

/** Each of these is there at least once and nothing else; their first times in order where the sink keeps one. */
export async function expectWrittenAtLeastOnce(target: SinkHarness, written: readonly unknown[]): Promise<void> {
  const there = [...new Set((await read(target)).map(textOf))];
  if (target.ordered) expect(there).toEqual(written.map(textOf));
  else expect(there.sort()).toEqual(written.map(textOf).sort());
}

const textOf = (value: unknown): string => JSON.stringify(value);

/** Writes with a writer of its own. */
export async function writeAlone(target: SinkHarness, group: readonly Output<unknown>[]): Promise<void> {
  const writer: Writer<unknown> = await target.sink.open(target.context);
  await writer.write(group);
  await writer.close();
}
