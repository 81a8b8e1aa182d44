/** What a stream's description says of the pipelines that read it, and what commands that are given one do with it. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DeleteStreamCommand, DescribeStreamSummaryCommand } from '@aws-sdk/client-kinesis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../../support/folder.ts';
import { emulator } from '../../support/kinesis/emulator.ts';
import type { Emulator } from '../../support/kinesis/front.ts';
import { shardId, TestStream } from '../../support/kinesis/streams.ts';
import { tradeAt, writePipeline } from '../millrace.ts';
import { commandsAt } from './kinesis.ts';

let service: Emulator;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let { done, start, refused } = {} as ReturnType<typeof commandsAt>;
beforeAll(async () => {
  service = await emulator();
  folder = await temporaryFolder();
  ({ done, start, refused } = commandsAt(service, folder.path));
  await mkdir(join(folder.path, 'pipelines'));
  const body = `export default pipeline('counts').from(log('lagged')).pipe(parse(trade),
    tumble({ size: minutes(1), lateness: seconds(0), key: 'symbol' }, { n: count() })).to(view('counts'));`;
  await writePipeline(join(folder.path, 'pipelines'), 'counts', body);
});
afterAll(() => Promise.all([service, folder].map((one) => one[Symbol.asyncDispose]())));

const STORE = ['--store', 'sqlite:./lag.db'];
/** By shard, how far behind the pipeline is. */
async function behind(): Promise<{ readonly [shard: string]: number | string | undefined }> {
  const { shards } = JSON.parse(await done('stream', 'describe', 'lagged', '--json', ...STORE));
  return Object.fromEntries(
    shards.map(({ id, behindMs }: { id: string; behindMs: { counts?: number | string } }) => [id, behindMs.counts]),
  );
}

test('a description says how long what a pipeline has not read has waited, on each shard', async () => {
  await service.create('lagged', 2);
  await service.create('other', 1);
  const stream = new TestStream(service, 'lagged', 2);
  expect(await behind()).toEqual({ [shardId(0)]: undefined, [shardId(1)]: undefined });
  await stream.put([tradeAt(0, 1)], 0);

  const running = start('run', 'counts', ...STORE);
  const caughtUp = async () => Object.values(await behind()).every((one) => one === 0);
  while (!(await caughtUp()));
  running.child.kill('SIGTERM');
  expect((await running.ended).code).toBe(0);
  expect(await behind()).toEqual({ [shardId(0)]: 0, [shardId(1)]: 0 });

  await stream.put([tradeAt(1, 2), tradeAt(2, 3)], 0);
  const arrived = Date.now();
  expect((await behind())[shardId(0)]).toBeGreaterThan(0);
  expect((await behind())[shardId(0)]).toBeLessThanOrEqual(Date.now() - arrived + 1_000);
  const described = await done('stream', 'describe', 'lagged', ...STORE);
  expect(described).toMatch(/parents +behind.counts\n/);
  expect(described).toMatch(/0 +open .* \d\.\d s\n/);
  expect(described).toMatch(/1 +open .* 0\.0 s\n/);
  expect(await done('stream', 'describe', 'other', ...STORE)).not.toContain('counts');
});

test('a stream is not replayed: a file of it is, and how to make one is told', async () => {
  expect(await refused('replay', 'usd-per-minute')).toMatch(
    /A replay folds a file, and kinesis:.*crypto.* is a stream. Wanted: --log file:.*"millrace peek crypto .* --json > /,
  );
});

test('a store that cannot be read leaves the description without lag, and says so', async () => {
  const { ended } = start('stream', 'describe', 'lagged', '--store', 'memory:');
  const { code, stderr, stdout } = await ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/^millrace: no lag is told: "memory:"/) });
  expect(stdout).toContain('lagged: ACTIVE');
});

test('a stream that was made anew under its name is described, and what read the other one is told of', async () => {
  await service.client.send(new DeleteStreamCommand({ StreamName: 'lagged' }));
  const summary = new DescribeStreamSummaryCommand({ StreamName: 'lagged' });
  while (await service.client.send(summary).catch(() => undefined));
  await service.create('lagged', 2);
  expect(await behind()).toEqual({ [shardId(0)]: 'read another stream', [shardId(1)]: 0 });
});
