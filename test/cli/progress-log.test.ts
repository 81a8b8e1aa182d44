import { expect, test } from 'vitest';
import { ProgressLog } from '../../src/cli/progress-log.ts';
import type { RunProgress } from '../../src/runtime/run.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { START } from './millrace.ts';

const progress = (watermark: number, partition = 'a'): RunProgress => ({
  pipeline: 'p',
  scope: { pipeline: 'p', version: 1 },
  partition,
  records: 100,
  position: 'x',
  watermark,
  counts: {},
  rejected: [],
  messages: 0,
  ended: false,
});

test('a run tells how it gets on every ten seconds at most: records, rate, and how far it is behind', async () => {
  const clock = new ManualClock(START);
  const told: object[] = [];
  const quiet = () => {};
  const log = new ProgressLog(clock, { debug: quiet, info: (fields) => told.push(fields), warn: quiet, error: quiet });
  log.add(progress(START));
  await clock.advance(4_000);
  log.add(progress(START));
  expect(told).toEqual([]);
  await clock.advance(6_000);
  log.add(progress(START + 9_000));
  log.add(progress(START + 9_500, 'b'));
  expect(told).toEqual([{ pipeline: 'p', records: 300, rate: 30, lag: 1_000 }]);
  await clock.advance(10_000);
  log.add(progress(START + 9_500));
  expect(told.at(-1)).toEqual({ pipeline: 'p', records: 500, rate: 20, lag: 10_500 });
  log.end('p', 'ended');
  expect(told.at(-1)).toEqual({ pipeline: 'p', records: 500, ms: 20_000 });
});
