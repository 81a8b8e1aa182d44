import { appendFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { folderPerTest } from '../support/folder.ts';
import { kinesisFixture } from '../support/kinesis/fixture.ts';
import { heldBy, type TestStream } from '../support/kinesis/streams.ts';
import { Millrace, millrace, told } from './millrace.ts';

const fixture = kinesisFixture();
const folder = folderPerTest();
const log = join(folder, 'transactions.json');
const store = `sqlite:${join(folder, 'agent.db')}`;
const lines = (from: number, n: number) => Array.from({ length: n }, (_, i) => `{"n":${from + i}}\n`);
const numbers = async ({ name }: TestStream) =>
  [...(await heldBy(fixture.service, name)).values()]
    .flat()
    .map(({ data }) => JSON.parse(Buffer.from(data).toString()).n as number);
const range = (n: number) => Array.from({ length: n }, (_, i) => i);

/** The course's own configuration, but for the place; what is given besides is added to its flow. */
async function agent({ name }: TestStream, more: object = {}): Promise<Millrace> {
  const path = join(folder, 'agent.json');
  const flow = { filePattern: `${log}*`, kinesisStream: name, partitionKeyOption: 'RANDOM', ...more };
  const config = {
    'cloudwatch.emitMetrics': true,
    'kinesis.endpoint': fixture.service.endpoint,
    'kinesis.region': 'eu-west-1',
    'firehose.endpoint': '',
    flows: [flow],
  };
  await writeFile(path, JSON.stringify(config));
  return new Millrace(['agent', '--config', path, '--store', store], { cwd: folder });
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await setTimeout(20);
}

test('sends each line with its end, and when it is told to stop what it has in hand', async () => {
  const stream = await fixture.stream(2);
  await writeFile(log, lines(0, 700).join(''));
  const running = await agent(stream, { initialPosition: 'START_OF_FILE' });
  await until(async () => (await numbers(stream)).length >= 500);
  running.child.kill('SIGTERM');
  const { code, stdout, stderr } = await running.ended;
  expect(code).toBe(0);
  expect((await numbers(stream)).toSorted((a, b) => a - b)).toEqual(range(700));
  const [first] = [...(await heldBy(fixture.service, stream.name)).values()].flat();
  expect(Buffer.from(first?.data ?? []).toString()).toMatch(/^\{"n":\d+\}\n$/);

  const metrics = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const sum = (metric: string) => metrics.reduce((all, line) => all + line[metric], 0);
  expect(metrics[0]).toMatchObject({
    Destination: `KinesisStream:${stream.name}`,
    Instance: expect.any(String),
    _aws: {
      Timestamp: expect.any(Number),
      CloudWatchMetrics: [{ Namespace: 'AWSKinesisAgent', Dimensions: [['Destination', 'Instance']] }],
    },
    ServiceErrors: 0,
    ConsecutiveProcessingErrors: 0,
  });
  expect([sum('RecordsSent'), sum('RecordSendAttempts'), sum('RecordSendErrors')]).toEqual([700, 700, 0]);
  expect(sum('BytesSent')).toBe(lines(0, 700).join('').length);
  expect(stderr).toContain('"recordsParsed":700');
});

test('killed amid rotations, it sends every line, and what it sends twice with the same key', async () => {
  const stream = await fixture.stream(2);
  let written = 0;
  const write = async (n: number) => {
    await appendFile(log, lines(written, n).join(''));
    written += n;
  };
  await write(300);
  for (let round = 0; round < 4; round++) {
    const running = await agent(stream, { initialPosition: 'START_OF_FILE', maxBufferAgeMillis: 1_000 });
    await write(200);
    await until(async () => (await numbers(stream)).length > written - 350);
    await rename(log, `${log}.${round}`);
    await write(150);
    await setTimeout(round * 60);
    running.child.kill('SIGKILL');
    await running.ended;
  }
  const running = await agent(stream, { maxBufferAgeMillis: 1_000 });
  await until(async () => new Set(await numbers(stream)).size === written);
  running.child.kill('SIGTERM');
  expect((await running.ended).code).toBe(0);
  const records = [...(await heldBy(fixture.service, stream.name)).values()].flat();
  const keys = Map.groupBy(records, ({ data }) => Buffer.from(data).toString());
  expect(keys.size).toBe(written);
  for (const [, same] of keys) expect(new Set(same.map(({ key }) => key)).size).toBe(1);
});

test.each([
  ['{"flows":[]}', 'flows is empty'],
  ['{"flows":[{"filePattern":"/tmp/x*","deliveryStream":"d"}]}', 'deliveryStream'],
  ['no', 'is no JSON'],
])('%s is refused in one line', async (text, what) => {
  const path = join(folder, 'agent.json');
  await writeFile(path, text);
  const { code, stderr } = await millrace(['agent', '--config', path, '--store', store], { cwd: folder });
  expect(code).toBe(1);
  expect(told(stderr)).toEqual([expect.stringContaining(what)]);
});

test('a configuration that is not there is told in one line', async () => {
  const { code, stderr } = await millrace(['agent', '--config', './none.json'], { cwd: folder });
  expect(code).toBe(1);
  expect(told(stderr)).toEqual([expect.stringContaining('./none.json cannot be read')]);
});
