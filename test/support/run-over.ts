import { lastValueFrom } from 'rxjs';
import type { Pipeline } from '../../src/core/pipeline.ts';
import type { Output, Sink } from '../../src/core/sink.ts';
import { type RunOptions, run } from '../../src/runtime/run.ts';
import { virtualClock } from '../../src/runtime/virtual-clock.ts';
import { memoryStore } from '../../src/store/memory.ts';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };

/** Runs a pipeline whose source ends, once, in virtual time; a store that is given outlives the run. */
export async function runOver(pipeline: Pipeline, options: Partial<RunOptions> = {}): Promise<void> {
  const clock = virtualClock();
  const world = { store: memoryStore({ clock }), clock, logger: quiet, logUrl: 'file:.', owner: 'test' };
  await lastValueFrom(run(pipeline, { ...world, signal: new AbortController().signal, ...options }), {
    defaultValue: undefined,
  });
}

/** A sink that keeps what it is given; `fail` is called behind each write, and may throw. */
export function keeping<T>(fail: () => void = () => {}): Sink<T> & { readonly kept: Output<T>[] } {
  const kept: Output<T>[] = [];
  const write = async (output: readonly Output<T>[]) => {
    kept.push(...output.map(({ id, value }) => ({ id, value })));
    fail();
  };
  return { kind: 'sink', name: 'kept', kept, open: async () => ({ write, close: async () => {} }) };
}
