import { appendFile, mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DeleteStreamCommand } from '@aws-sdk/client-kinesis';
import { describe, expect, test } from 'vitest';
import { folderPerTest } from '../support/folder.ts';
import { kinesisFixture } from '../support/kinesis/fixture.ts';
import { heldBy } from '../support/kinesis/streams.ts';
import { jsonLines, Millrace, millrace, told } from './millrace.ts';

const folder = folderPerTest();
const fixture = kinesisFixture();
const path = join(folder, 'transactions.json');

/** The course's agent.json, but for its stream and its file; a flow of it is changed by `keys`. */
async function configured(stream: string, keys: object = {}, global: object = {}): Promise<void> {
  const flow = { filePattern: `${path}*`, kinesisStream: stream, partitionKeyOption: 'RANDOM', ...keys };
  const config = {
    'cloudwatch.emitMetrics': true,
    'kinesis.endpoint': 'https://kinesis.eu-west-1.amazonaws.com',
    'firehose.endpoint': '',
    'log.statusReportingPeriodSeconds': 1,
    ...global,
    flows: [flow],
  };
  await writeFile(join(folder, 'agent.json'), JSON.stringify(config));
}

const start = () =>
  new Millrace(['agent', '-c', 'agent.json', '--log', fixture.service.logUrl], {
    cwd: folder,
    env: { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' },
  });
const linesIn = async (stream: string) =>
  [...(await heldBy(fixture.service, stream)).values()].flat().map(({ data }) => String(Buffer.from(data)));
const lines = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `{"n":${from + i}}\n`);
const sorted = (texts: readonly string[]) => texts.toSorted((a, b) => Number(a.slice(5, -2)) - Number(b.slice(5, -2)));

describe('millrace agent', () => {
  test('sends what it has in hand when it is stopped, and goes on from there behind a rotation', async () => {
    const { name } = await fixture.stream(3);
    await configured(name, { initialPosition: 'START_OF_FILE' });
    await writeFile(path, lines(0, 10).join(''));
    const first = start();
    await first.says('10 records parsed (80 bytes), and 0 records sent successfully');
    expect(await linesIn(name)).toEqual([]);
    first.child.kill('SIGTERM');
    const { code, stdout, stderr } = await first.ended;
    expect({ code, told: told(stderr) }).toEqual({ code: 0, told: [] });
    expect(sorted(await linesIn(name))).toEqual(lines(0, 10));
    const metrics = jsonLines(stdout);
    expect(metrics.at(-1)).toMatchObject({
      _aws: { CloudWatchMetrics: [{ Namespace: 'AWSKinesisAgent', Dimensions: [['Destination', 'Instance']] }] },
      Destination: `KinesisStream:${name}`,
      BytesSent: 80,
      RecordsSent: 10,
      RecordSendAttempts: 10,
      RecordSendErrors: 0,
      ServiceErrors: 0,
    });
    expect(metrics.slice(0, -1).map(({ RecordsSent }) => RecordsSent)).toEqual(metrics.slice(1).map(() => 0));

    await appendFile(path, lines(10, 15).join(''));
    await rename(path, `${path}.1`);
    await writeFile(path, lines(15, 20).join(''));
    const second = start();
    await second.says('10 records parsed');
    second.child.kill('SIGINT');
    expect((await second.ended).code).toBe(0);
    expect(sorted(await linesIn(name))).toEqual(lines(0, 20));
  }, 30_000);

  test('stops in time where the stream takes nothing, and the next run sends it, at once', async () => {
    const { name } = await fixture.stream();
    const told = { 'cloudwatch.emitMetrics': false, shutdownTimeoutMillis: 50 };
    await configured(name, { initialPosition: 'START_OF_FILE', maxBufferAgeMillis: 1_000 }, told);
    await writeFile(path, lines(0, 5).join(''));
    const { promise: asked, resolve } = Promise.withResolvers<void>();
    fixture.service.meddle(async (call, ask) => {
      if (call.operation !== 'PutRecords') return ask(call);
      resolve();
      return new Promise(() => {});
    });
    const first = start();
    await asked;
    first.child.kill('SIGTERM');
    const { code, stdout, stderr } = await first.ended;
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain('the next run sends what was not');
    fixture.service.meddle();
    const second = start();
    await second.says('5 records sent successfully');
    expect(second.stderr).not.toContain('standing by');
    second.child.kill('SIGTERM');
    expect((await second.ended).code).toBe(0);
    expect(await linesIn(name)).toEqual(lines(0, 5));
  }, 30_000);

  /** A second flow, from a file `other.log` to a stream, in agent.d. */
  async function other(kinesisStream: string): Promise<string> {
    await mkdir(join(folder, 'agent.d'));
    const filePattern = join(folder, 'other.log');
    const flow = { filePattern, kinesisStream, initialPosition: 'START_OF_FILE', maxBufferAgeMillis: 1_000 };
    await writeFile(join(folder, 'agent.d', 'other.json'), JSON.stringify({ flows: [flow] }));
    return filePattern;
  }

  test('refuses a stream that is not there before anything is sent, in agent.d too', async () => {
    const { name } = await fixture.stream();
    await configured(name, { initialPosition: 'START_OF_FILE', maxBufferAgeMillis: 1_000 });
    await writeFile(path, lines(0, 5).join(''));
    await other('nowhere');
    const { code, stdout, stderr } = await start().ended;
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(told(stderr)).toEqual([expect.stringMatching(/^millrace: Kinesis stream nowhere: .*stream create/)]);
    expect(await linesIn(name)).toEqual([]);
  });

  test('goes on with its other flows when one fails', async () => {
    const [failing, { name }] = [await fixture.stream(), await fixture.stream()];
    await configured(failing.name, { initialPosition: 'START_OF_FILE', maxBufferAgeMillis: 1_000 });
    const file = await other(name);
    await writeFile(path, lines(0, 5).join(''));
    const running = start();
    await running.says('5 records sent successfully');
    await fixture.service.client.send(new DeleteStreamCommand({ StreamName: failing.name }));
    await appendFile(path, lines(5, 10).join(''));
    await running.says('a flow has failed: it is tried again, and the others go on');
    await writeFile(file, lines(0, 3).join(''));
    await running.says('8 records sent successfully');
    running.child.kill('SIGTERM');
    expect((await running.ended).code).toBe(0);
    expect(await linesIn(name)).toEqual(lines(0, 3));
  }, 30_000);

  test('begins where nothing answers yet, and counts what fails there and what waits', async () => {
    await configured('any', { initialPosition: 'START_OF_FILE', maxBufferAgeMillis: 1_000 });
    await writeFile(path, lines(0, 10).join(''));
    const log = 'kinesis://eu-west-1?endpoint=http://127.0.0.1:1';
    const env = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
    const running = new Millrace(['agent', '-c', 'agent.json', '--log', log], { cwd: folder, env });
    await running.says('it is tried again until it can be reached');
    await running.says('"serviceErrors":1');
    await running.says('"behindBytes":80');
    running.child.kill('SIGTERM');
    const { code, stdout } = await running.ended;
    expect(code).toBe(0);
    const sum = (metric: string) => jsonLines(stdout).reduce((all, line) => all + line[metric], 0);
    expect(sum('ServiceErrors')).toBeGreaterThan(0);
    expect(sum('RecordsSent')).toBe(0);
  }, 30_000);

  test('looks at files and streams when it is asked to check, and sends nothing', async () => {
    const { name } = await fixture.stream(3);
    await configured(name, { initialPosition: 'START_OF_FILE', maxBufferAgeMillis: 1_000 });
    await writeFile(path, lines(0, 5).join(''));
    const env = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
    const args = ['agent', '-c', 'agent.json', '--check', '--log', fixture.service.logUrl];
    const { code, stdout } = await millrace(args, { cwd: folder, env });
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^filePattern +files +stream +shards\\n.*\\n/\\S+ +1 +${name} +3\\n$`));
    expect(await linesIn(name)).toEqual([]);
  });

  test.each<[why: string, text: string | undefined, says: RegExp]>([
    ['that is not there', undefined, /agent.json cannot be read: ENOENT.*Name the configuration/],
    ['that is none', '{', /agent.json is no JSON/],
    ['that cannot be right', '{"flows":[{"filePattern":"/a"}]}', /flows\[0\].kinesisStream is missing/],
  ])('refuses a configuration %s, in one line', async (_, text, says) => {
    if (text !== undefined) await writeFile(join(folder, 'agent.json'), text);
    const { code, stdout, stderr } = await millrace(['agent', '-c', 'agent.json'], { cwd: folder });
    expect({ code, stdout, lines: told(stderr).length }).toEqual({ code: 1, stdout: '', lines: 1 });
    expect(stderr).toMatch(says);
  });
});
