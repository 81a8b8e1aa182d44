import type { TaskContext } from '../../src/core/sink.ts';
import { testClock } from './clock.ts';

/** What a source or a sink is given, with nothing behind it: no log line is written, nobody stops. */
export const testContext = (change: Partial<TaskContext> = {}): TaskContext => ({
  clock: testClock(),
  logger: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
  logUrl: 'file:./data',
  signal: new AbortController().signal,
  prices: () => Promise.reject(new Error('there are no prices here')),
  finalRows: () => Promise.reject(new Error('there are no rows here')),
  pipeline: 'test',
  partition: 'test',
  ...change,
});
