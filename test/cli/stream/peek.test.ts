/** Peek at a stream, by the real command line: all its shards, what there is and what comes. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../../support/folder.ts';
import { emulator } from '../../support/kinesis/emulator.ts';
import type { Emulator } from '../../support/kinesis/front.ts';
import { packed } from '../../support/kinesis/packed.ts';
import { TestStream } from '../../support/kinesis/streams.ts';
import { told, tradeAt, writeLog } from '../millrace.ts';
import { commandsAt } from './kinesis.ts';

let service: Emulator;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let { run, start, refused } = {} as ReturnType<typeof commandsAt>;
beforeAll(async () => {
  service = await emulator();
  folder = await temporaryFolder();
  ({ run, start, refused } = commandsAt(service, folder.path));
});
afterAll(() => Promise.all([service, folder].map((one) => one[Symbol.asyncDispose]())));
afterEach(() => service.meddle());

async function stream(name: string, shards: number): Promise<TestStream> {
  await service.create(name, shards);
  return new TestStream(service, name, shards);
}
const idsOf = (stdout: string) =>
  stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line).t);

test('all of a shard that has more than a page, whatever the service says of the end behind a full one', async () => {
  const much = await stream('much', 1);
  await much.put(Array.from({ length: 10_050 }, (_, t) => `{"t":${t}}`));
  const { code, stdout, stderr } = await run('peek', 'much', '-n', '20000', '--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('10,050 records of 20000') });
  expect(idsOf(stdout)).toEqual(Array.from({ length: 10_050 }, (_, t) => t));
});

test('a time may be told in ms since 1970, as logs print it', async () => {
  const timed = await stream('timed', 1);
  await timed.put(['{"t":1}']);
  expect(idsOf((await run('peek', 'timed', '--from', '1700000000000', '--json')).stdout)).toEqual([1]);
  expect(idsOf((await run('peek', 'timed', '--from', String(Date.now() + 60_000), '--json')).stdout)).toEqual([]);
});

test('the oldest records of all shards, in the order in which they arrived, as a typed table', async () => {
  const crypto = await stream('crypto', 2);
  await crypto.put([tradeAt(0, 1)], 1);
  await crypto.put([tradeAt(1, 2)], 0);
  await crypto.put(['no JSON'], 1);
  const { code, stdout, stderr } = await run('peek', 'crypto', '-n', '3');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const [names = '', , ...rows] = stdout.trimEnd().split('\n');
  expect(names).toMatch(/^kind +time +symbol +price +quantity +id +maker +detail +arrived +shard$/);
  expect(rows).toEqual([
    expect.stringMatching(/^trade +2024-08-08T12:00:00.000Z +BTCUSDT +100 +2 +1 +seller .*Z +1$/),
    expect.stringMatching(/^trade +2024-08-08T12:00:01.000Z +BTCUSDT +100 +2 +2 +buyer .*Z +0$/),
    expect.stringMatching(/^unparsable .*no JSON.* +1$/),
  ]);
});

test('as many as are asked for, of one shard where told so, also what is packed or in shards that are closed', async () => {
  const many = await stream('many', 2);
  const trades = Array.from({ length: 30 }, (_, i) => tradeAt(i, i));
  await many.put([packed(trades.slice(0, 20).map((data) => ({ key: 'x', data: Buffer.from(data) })))], 0);
  await many.put(trades.slice(20), 1);
  await many.split(0, 1n << 126n);
  expect(idsOf((await run('peek', 'many', '--json')).stdout)).toHaveLength(25);
  const all = await run('peek', 'many', '-n', '40', '--json');
  expect(idsOf(all.stdout).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, i) => i));
  expect(told(all.stderr)).toEqual(['many: 30 records of 40: there are no more; --within SECONDS waits for some']);
  expect(idsOf((await run('peek', 'many', '--shard', '1', '-n', '3', '--json')).stdout)).toEqual([20, 21, 22]);
});

test('a line each as JSON, also of what an agent put, which has its line end', async () => {
  const agents = await stream('agents', 1);
  await agents.put(['{"t":1}\n', '{"t":2}', '{"t":3}\r\n']);
  expect((await run('peek', 'agents', '--json')).stdout).toBe('{"t":1}\n{"t":2}\n{"t":3}\r\n');
});

test('from now on: what comes later, as soon as it is enough', async () => {
  const live = await stream('live', 2);
  await live.put([tradeAt(0, 1)], 0);
  const begun = new Promise<void>((resolve) => {
    let iterators = 0;
    service.meddle(async (call, ask) => {
      const answer = await ask(call);
      if (call.operation === 'GetShardIterator' && ++iterators === 2) resolve();
      return answer;
    });
  });
  const peeking = start('peek', 'live', '--from', 'latest', '-n', '2', '--json');
  await begun;
  await live.put([tradeAt(1, 2)], 0);
  await live.put([tradeAt(2, 3)], 1);
  const { code, stdout, stderr } = await peeking.ended;
  expect({ code, stderr, ids: idsOf(stdout) }).toEqual({ code: 0, stderr: '', ids: [2, 3] });
});

test('who waits for more than comes is told how many there were', async () => {
  await (await stream('short', 1)).put([tradeAt(0, 1)]);
  const { code, stdout, stderr } = await run('peek', 'short', '--within', '0.3', '--json');
  expect({ code, ids: idsOf(stdout) }).toEqual({ code: 0, ids: [1] });
  expect(told(stderr)).toEqual(['short: 1 record of 25: no more came within 0.3 s']);
});

test('since a time: what arrived then or later, in the stream that a URL names', async () => {
  const since = await stream('since', 1);
  await since.put([tradeAt(0, 1)]);
  const { host, search } = new URL(service.logUrl);
  const url = `kinesis://${host}/since${search}`;
  const of = async (from: string) => idsOf((await run('peek', url, '--from', from, '--json')).stdout);
  expect(await of('2024-01-01T00:00:00Z')).toEqual([1]);
  expect(await of(new Date(Date.now() - 1).toISOString())).toEqual([]);
});

test.each([
  ['a stream that is not there', ['nope'], /There is no stream nope in eu-west-1/],
  [
    'a shard that is not there',
    ['crypto', '--shard', '7'],
    /There is no shard shardId-000000000007. Open are: shardId-/,
  ],
  [
    'a place that a stream has not',
    ['crypto', '--from', 'end'],
    /--from is end. Wanted of a stream: trim-horizon, latest, or/,
  ],
  ['a shard of a file', ['./x.ndjson', '--shard', '1'], /--shard names a part of a stream, and the log is a file/],
  [
    'a time in a file',
    ['./x.ndjson', '--from', 'latest'],
    /--from is latest, and the log is a file. Wanted: --from start/,
  ],
])('%s is told in one line', async (_what, args, text) => {
  await writeLog(folder.path, [tradeAt(0, 1)], 'x.ndjson');
  expect(await refused('peek', ...args)).toMatch(text);
});
