/** The suites against a log that has all that a file has not: several partitions, small requests, no order. */
import { testContext } from '../support/context.ts';
import { MemoryLog, memorySink, memorySource } from './memory-log.ts';
import { describeSink } from './sink.ts';
import { describeSource } from './source.ts';
import type { SourceHarness } from './source-harness.ts';

async function sourceOf(partitions: number): Promise<SourceHarness> {
  const log = new MemoryLog(partitions);
  return {
    context: testContext(),
    source: memorySource(log, false),
    bounded: memorySource(log, true),
    append: async (records, to) => {
      log.of(to).push(...records.map((record) => ({ data: Buffer.from(record) })));
    },
    asked: () => log.requests,
    stall: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      log.answered = promise;
      return resolve;
    },
    held: async () => log.readers,
    [Symbol.asyncDispose]: async () => {},
  };
}

describeSource('a log in memory', () => sourceOf(1), sourceOf);

describeSink('a log in memory', async () => {
  const log = new MemoryLog(4);
  return {
    context: testContext(),
    sink: memorySink(log),
    ordered: false,
    read: async () => [...log.partitions.values()].flat().map(({ data }) => data),
    failOnce: () => {
      log.failing = true;
    },
    held: async () => log.writers,
    [Symbol.asyncDispose]: async () => {},
  };
});
