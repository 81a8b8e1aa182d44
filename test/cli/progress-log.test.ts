import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { ProgressLog } from '../../src/cli/progress-log.ts';
import { WorldError } from '../../src/core/errors.ts';
import type { Clock } from '../../src/core/time.ts';
import type { RunProgress } from '../../src/runtime/run.ts';
import type { Counts } from '../../src/views/reckoning.ts';
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
  setAside: 0,
  passed: 0,
  messages: 0,
  ended: false,
});

interface Told {
  readonly level: string;
  readonly message: string;
}

/** `counts`: what the store says of the whole pipeline, or why it says nothing. */
function logged(clock: Clock, counts: () => Promise<Counts> = async () => ({})) {
  const told: Told[] = [];
  const at = (level: string) => (fields: object, message: string) => void told.push({ level, message, ...fields });
  const logger = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
  return { log: new ProgressLog(clock, logger, { counts }), told };
}

test('a run tells every ten seconds at most what became of all records, how fast, and how far it is behind', async () => {
  const clock = new ManualClock(START);
  let counts: Counts = { folded: 390, duplicates: 4, filtered: 0, 'rejected.late': 2 };
  const { log, told } = logged(clock, async () => counts);
  log.add(progress(START));
  await clock.advance(4_000);
  log.add(progress(START));
  expect(told).toEqual([]);
  await clock.advance(6_000);
  log.add(progress(START + 9_000));
  log.add(progress(START + 9_500, 'b'));
  await setImmediate();
  expect(told).toMatchObject([
    { pipeline: 'p', read: 300, perSecond: 30, inAll: { folded: 390, duplicates: 4 }, lagSeconds: 1 },
  ]);
  expect(told[0]).not.toHaveProperty('inAll.filtered');
  await clock.advance(9_000);
  log.add(progress(START + 9_500));
  await clock.advance(1_000);
  counts = { ...counts, folded: 590 };
  log.add(progress(START + 9_500));
  await setImmediate();
  expect(told.at(-1)).toMatchObject({ read: 600, perSecond: 30, inAll: { folded: 590, late: 2 }, lagSeconds: 10.5 });
  await log.end('p', 'ended');
  expect(told.at(-1)).toMatchObject({ read: 600, inAll: { folded: 590 }, seconds: 20, message: 'ended' });
});

test('while the store does not answer, a run tells what it said last', async () => {
  const clock = new ManualClock(START);
  const answers = [async () => ({ folded: 3 }), () => Promise.reject(new WorldError('no answer'))];
  const { log, told } = logged(clock, () => (answers.shift() ?? expect.unreachable)());
  await clock.advance(10_000);
  log.add(progress(START));
  await log.end('p', 'stopped');
  expect(told).toMatchObject([
    { message: 'running', inAll: { folded: 3 } },
    { message: 'stopped', inAll: { folded: 3 } },
  ]);
});

test('a run over a log that knows its end tells how far it is behind it, by the partition that is furthest', async () => {
  const clock = new ManualClock(START);
  const { log, told } = logged(clock);
  await clock.advance(5_000);
  log.add({ ...progress(START), behind: 0 });
  await clock.advance(5_000);
  log.add({ ...progress(START, 'b'), behind: 2_500 });
  await setImmediate();
  expect(told).toMatchObject([{ behindSeconds: 2.5 }]);
});

test('a run of one commit tells how long it took', async () => {
  const clock = new ManualClock(START);
  const { log, told } = logged(clock);
  await clock.advance(1_500);
  log.add(progress(START));
  await log.end('p', 'ended');
  expect(told).toMatchObject([{ read: 100, seconds: 1.5 }]);
});

test('a run that falls silent tells what came last', async () => {
  const clock = new ManualClock(START);
  const { log, told } = logged(clock);
  log.add(progress(START));
  await clock.advance(9_999);
  expect(told).toEqual([]);
  await clock.advance(1);
  await setImmediate();
  expect(told).toMatchObject([{ read: 100, message: 'nothing more came for ten seconds' }]);
  await clock.advance(60_000);
  expect(told).toHaveLength(1);
});

test('the first record that is set aside for a reason, by each who does, is told at once, and only the first', () => {
  const { log, told } = logged(new ManualClock(START));
  const late = { id: 'a/1/tumble/0', operator: 'tumble', reason: 'late', detail: 'its window closed' } as const;
  for (let i = 0; i < 2; i++) log.add({ ...progress(START), rejected: [late] });
  expect(told).toMatchObject([{ ...late, level: 'warn', message: expect.stringContaining('millrace dead p') }]);
  log.add({ ...progress(START), rejected: [{ ...late, operator: 'print' }] });
  expect(told).toMatchObject([late, { ...late, operator: 'print' }]);
});
