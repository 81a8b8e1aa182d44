/** Goal: a stream that takes less than is written lets the files wait, not the memory. */
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { agentConfig } from '../../src/agent/config.ts';
import { flowPipeline } from '../../src/agent/flow.ts';
import { Meter } from '../../src/agent/meter.ts';
import { memoryStore } from '../../src/store/memory.ts';
import { fastClock } from '../support/clock.ts';
import { folderPerTest } from '../support/folder.ts';
import { kinesisFixture } from '../support/kinesis/fixture.ts';
import { heldBy } from '../support/kinesis/streams.ts';
import { world } from '../support/world.ts';

const fixture = kinesisFixture();
const folder = folderPerTest();
const RATE = 5_000;
const SECONDS = 6;
/** Lines of one read of a file. */
const READ = Math.ceil((256 << 10) / 200);

test('5,000 lines a second into one shard: 1,000 are put, the rest waits in the file, and none is lost', async () => {
  const stream = await fixture.stream(1);
  const path = join(folder, 'app.log');
  const text = JSON.stringify({
    'kinesis.region': 'eu-west-1',
    'kinesis.endpoint': fixture.service.endpoint,
    flows: [
      { filePattern: path, kinesisStream: stream.name, initialPosition: 'START_OF_FILE', maxBufferAgeMillis: 1_000 },
    ],
  });
  const { flows, place } = agentConfig({ path: 'agent.json', text });
  const [flow] = flows;
  if (!flow) throw new Error('there is no flow');
  const meter = new Meter();
  const clock = fastClock(4);
  const began = clock.elapsed();
  const pipeline = flowPipeline(flow, { place, timeToLiveDays: 7, meter, warn: () => {} });
  const limits = { commitEvery: 1_000, pauseAfter: 1_000, outputsMax: 500 };
  const running = world().start(pipeline, { clock, store: memoryStore({ clock }), limits });

  let ahead = 0;
  const look = () => {
    const { recordsParsed, recordsSent } = meter.all;
    ahead = Math.max(ahead, recordsParsed - recordsSent);
  };
  for (let tenth = 0; tenth < SECONDS * 10; tenth++) {
    const lines = Array.from({ length: RATE / 10 }, (_, i) => `${tenth * (RATE / 10) + i}`.padEnd(199, ' '));
    await appendFile(path, `${lines.join('\n')}\n`);
    await setTimeout(25);
    look();
  }
  while (meter.all.recordsSent < RATE * SECONDS) {
    await setTimeout(5);
    look();
  }
  expect(await running.stop()).toBeUndefined();
  expect((clock.elapsed() - began) / 1_000).toBeGreaterThan((RATE * SECONDS) / 1_000 - 2);
  expect(ahead).toBeLessThanOrEqual(500 + 2 * READ);
  const numbers = [...(await heldBy(fixture.service, stream.name)).values()]
    .flat()
    .map(({ data }) => Number(Buffer.from(data)));
  expect(numbers).toEqual(Array.from({ length: RATE * SECONDS }, (_, i) => i));
});
