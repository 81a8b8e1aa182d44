/**
 * Goal: a stream that takes less than is written lets the files wait, not the memory, and the agent says how far behind
 * it is. Each line counts: none is lost, and none is put twice.
 */
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { flowPipeline, Meter } from '../../src/agent/agent.ts';
import { memoryStore } from '../../src/store/memory.ts';
import { fastClock } from '../support/clock.ts';
import { folderPerTest } from '../support/folder.ts';
import { kinesisFixture } from '../support/kinesis/fixture.ts';
import { Taking } from '../support/kinesis/taking.ts';
import { world } from '../support/world.ts';
import { flowOf } from './flow-per-test.ts';

const fixture = kinesisFixture();
const folder = folderPerTest();
/** Lines that are written in a second, for so many; and those that the shard takes. */
const [WRITTEN, SECONDS, TAKEN] = [5_000, 60, 1_000];
const ALL = WRITTEN * SECONDS;
const LINE = 100;
/** Lines of one read of a file. */
const READ = Math.ceil((256 << 10) / LINE);
const TIMES = 40;

test('5,000 lines a second for a minute into a shard that takes 1,000: the rest waits in the file, none is lost', async () => {
  const path = join(folder, 'app.log');
  const clock = fastClock(TIMES);
  const began = clock.elapsed();
  const second = () => Math.floor((clock.elapsed() - began) / 1_000);
  const inSecond = new Map<number, number>();
  const taking = new Taking(1, clock.elapsed, () => {
    const taken = inSecond.get(second()) ?? 0;
    inSecond.set(second(), taken + 1);
    return taken >= 1.25 * TAKEN;
  });
  fixture.service.meddle(taking.meddle);
  const flow = flowOf({ filePattern: path, kinesisStream: 'any', initialPosition: 'START_OF_FILE' });
  const meter = new Meter();
  const place = { region: 'eu-west-1', endpoint: fixture.service.endpoint };
  const pipeline = flowPipeline(flow, { place, checkpointTimeToLiveDays: 7, meter, warn: () => {} });
  const limits = { commitEvery: 1_000, pauseAfter: 1_000, outputsMax: 500 };
  const running = world().start(pipeline, { clock, store: memoryStore({ clock }), limits });

  let [ahead, behind] = [0, 0];
  const look = () => {
    ahead = Math.max(ahead, meter.counts.parsed - meter.counts.sent);
    behind = Math.max(behind, meter.backlog.bytes);
  };
  for (let n = 0; n < ALL; ) {
    const lines = Array.from({ length: WRITTEN / 4 }, () => String(n++).padEnd(LINE - 1, ' '));
    await appendFile(path, `${lines.join('\n')}\n`);
    await setTimeout(250 / TIMES);
    look();
  }
  while (meter.counts.sent < ALL) {
    await setTimeout(5);
    look();
  }
  expect(await running.stop()).toBeUndefined();
  expect(second()).toBeGreaterThan(ALL / TAKEN - 2);
  expect(ahead).toBeLessThanOrEqual(limits.outputsMax + 2 * READ);
  expect(behind).toBeGreaterThan((ALL * LINE) / 2);
  meter.settle();
  expect(meter.backlog).toEqual({ files: 0, bytes: 0 });
  const numbers = [...taking.held.values()].flat().map(({ data }) => Number(data));
  expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: ALL }, (_, n) => n));
}, 60_000);
