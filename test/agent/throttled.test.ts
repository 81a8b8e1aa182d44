/** Goal: a stream that takes less than is written lets the files wait, not the memory, and the agent says how far it is. */
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { flowPipeline, Meter } from '../../src/agent/agent.ts';
import { memoryStore } from '../../src/store/memory.ts';
import { fastClock } from '../support/clock.ts';
import { folderPerTest } from '../support/folder.ts';
import { kinesisFixture } from '../support/kinesis/fixture.ts';
import { heldBy } from '../support/kinesis/streams.ts';
import { world } from '../support/world.ts';
import { flowOf } from './flow-per-test.ts';

const fixture = kinesisFixture();
const folder = folderPerTest();
const RATE = 5_000;
const SECONDS = 6;
const LINE = 200;
/** Lines of one read of a file. */
const READ = Math.ceil((256 << 10) / LINE);

test('5,000 lines a second into one shard: 1,000 are put, the rest waits in the file, and none is lost', async () => {
  const stream = await fixture.stream(1);
  const path = join(folder, 'app.log');
  const flow = flowOf({ filePattern: path, kinesisStream: stream.name, initialPosition: 'START_OF_FILE' });
  const meter = new Meter();
  const clock = fastClock(4);
  const began = clock.elapsed();
  const place = { region: 'eu-west-1', endpoint: fixture.service.endpoint };
  const pipeline = flowPipeline(flow, { place, checkpointTimeToLiveDays: 7, meter, warn: () => {} });
  const limits = { commitEvery: 1_000, pauseAfter: 1_000, outputsMax: 500 };
  const running = world().start(pipeline, { clock, store: memoryStore({ clock }), limits });

  let ahead = 0;
  let behind = 0;
  const look = () => {
    ahead = Math.max(ahead, meter.counts.parsed - meter.counts.sent);
    behind = Math.max(behind, meter.backlog.bytes);
  };
  for (let tenth = 0; tenth < SECONDS * 10; tenth++) {
    const lines = Array.from({ length: RATE / 10 }, (_, i) => `${tenth * (RATE / 10) + i}`.padEnd(LINE - 1, ' '));
    await appendFile(path, `${lines.join('\n')}\n`);
    await setTimeout(25);
    look();
  }
  while (meter.counts.sent < RATE * SECONDS) {
    await setTimeout(5);
    look();
  }
  expect(await running.stop()).toBeUndefined();
  expect((clock.elapsed() - began) / 1_000).toBeGreaterThan((RATE * SECONDS) / 1_000 - 2);
  expect(ahead).toBeLessThanOrEqual(500 + 2 * READ);
  expect(behind).toBeGreaterThan((RATE * SECONDS * LINE) / 3);
  expect(meter.backlog).toEqual({ files: 0, bytes: 0 });
  const numbers = [...(await heldBy(fixture.service, stream.name)).values()]
    .flat()
    .map(({ data }) => Number(Buffer.from(data)));
  expect(numbers).toEqual(Array.from({ length: RATE * SECONDS }, (_, i) => i));
});
