/** What an operator does to streams, by the real command line against an emulator, and what it says. */
import { PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../../support/folder.ts';
import { emulator } from '../../support/kinesis/emulator.ts';
import type { Emulator } from '../../support/kinesis/front.ts';
import { failed } from '../../support/kinesis/meddling.ts';
import { millrace, told } from '../millrace.ts';
import { commandsAt } from './kinesis.ts';

let service: Emulator;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let { run, start, done, refused } = {} as ReturnType<typeof commandsAt>;
beforeAll(async () => {
  service = await emulator();
  folder = await temporaryFolder();
  ({ run, start, done, refused } = commandsAt(service, folder.path));
});
afterAll(() => Promise.all([service, folder].map((one) => one[Symbol.asyncDispose]())));
afterEach(() => service.meddle());

const tableOf = async (...args: readonly string[]) => (await done('stream', 'describe', ...args)).split('\n');

test('a stream is made, described as a table, and removed', async () => {
  expect(await done('stream', 'create', 'made', '--shards', '5', '--retention', '48')).toBe(
    'made: 5 shards, records are kept for 48 hours\n',
  );
  expect(await refused('stream', 'create', 'made', '--shards', '1')).toBe(
    'millrace: made is there already: 5 shards, ACTIVE.',
  );
  expect(await tableOf('made')).toEqual([
    'made: ACTIVE, 5 open shards, records are kept for 48 hours',
    '',
    'shard                 state  hash keys            share         parents',
    '--------------------  -----  -------------------  ------------  -------',
    'shardId-000000000000  open   00000000…-33333333…   20.0 % ████',
    'shardId-000000000001  open   33333333…-66666666…   20.0 % ████',
    'shardId-000000000002  open   66666666…-99999999…   20.0 % ████',
    'shardId-000000000003  open   99999999…-cccccccc…   20.0 % ████',
    'shardId-000000000004  open   cccccccc…-ffffffff…   20.0 % ████',
    '',
  ]);
  expect(await refused('stream', 'delete', 'made')).toMatch(/^millrace: made has 5 open shards, .*Say --yes/);
  expect(await done('stream', 'delete', 'made', '--yes')).toBe('made is gone\n');
  expect(await refused('stream', 'delete', 'made', '--yes')).toContain('There is no stream made');
});

test('streams are listed, by the table and as JSON', async () => {
  await service.create('listed', 1);
  expect(await done('stream', 'list')).toMatch(
    /^stream +state +capacity\n-+ .*\n(?:.*\n)*listed +ACTIVE +PROVISIONED\n/,
  );
  expect(await done('stream', 'list', '--json')).toContain('{"stream":"listed"');
});

test('the widest shard is split in its middle, and neighbours are merged in either order', async () => {
  await service.create('reshaped', 2);
  expect(await done('stream', 'split', 'reshaped', '1')).toBe(
    'shardId-000000000001 was split into shardId-000000000002 and shardId-000000000003\n',
  );
  expect(await done('stream', 'split', 'reshaped')).toMatch(/^shardId-000000000000 was split into .*4 and .*5\n$/);
  expect(await done('stream', 'merge', 'reshaped', 'shardId-000000000002', '5')).toMatch(
    /^shardId-000000000005 and shardId-000000000002 were merged into shardId-000000000006\n$/,
  );
  expect(await tableOf('reshaped')).toEqual([
    'reshaped: ACTIVE, 3 open shards and 4 closed, records are kept for 24 hours',
    '',
    'shard                 state   hash keys            share               parents',
    '--------------------  ------  -------------------  ------------------  -------',
    'shardId-000000000004  open    00000000…-3fffffff…   25.0 % █████       0',
    'shardId-000000000006  open    40000000…-bfffffff…   50.0 % ██████████  5 + 2',
    'shardId-000000000003  open    c0000000…-ffffffff…   25.0 % █████       1',
    'shardId-000000000000  closed  00000000…-7fffffff…   50.0 %',
    'shardId-000000000001  closed  80000000…-ffffffff…   50.0 %',
    'shardId-000000000002  closed  80000000…-bfffffff…   25.0 %             1',
    'shardId-000000000005  closed  40000000…-7fffffff…   25.0 %             0',
    '',
  ]);
  expect(await refused('stream', 'merge', 'reshaped', '3', '4')).toBe(
    'millrace: shardId-000000000003 and shardId-000000000004 are not adjacent, and only such can be merged: ' +
      'shardId-000000000004 shardId-000000000006, or shardId-000000000006 shardId-000000000003.',
  );
  expect(await refused('stream', 'split', 'reshaped', '2')).toContain(
    'shardId-000000000002 is closed: it was split or merged before. Open are: shardId-000000000004, ',
  );
  expect(await refused('stream', 'split', 'reshaped', '99')).toContain('There is no shard shardId-000000000099');
});

test('where the service cannot count shards, they become as many by splits and merges', async () => {
  await service.create('scaled', 2);
  expect(await done('stream', 'scale', 'scaled', '3')).toBe('scaled: 2 shards became 3, by 2 splits and 1 merge\n');
  const shares = (await done('stream', 'describe', 'scaled')).matchAll(/ open .*?(\d+\.\d %)/g);
  expect([...shares].map(([, share]) => share)).toEqual(['33.3 %', '33.3 %', '33.3 %']);
  expect(await done('stream', 'scale', 'scaled', '3')).toBe('scaled has 3 shards of one width already\n');
});

test('where it can, it is asked to, once; what it refuses is told', async () => {
  await service.create('counted', 1);
  const asked: unknown[] = [];
  service.meddle(async (call, ask) => {
    if (call.operation !== 'UpdateShardCount') return ask(call);
    asked.push(call.body);
    return { status: 200, body: {} };
  });
  expect(await done('stream', 'scale', 'counted', '2')).toContain('1 shard became 2, by UpdateShardCount');
  expect(asked).toEqual([{ StreamName: 'counted', TargetShardCount: 2, ScalingType: 'UNIFORM_SCALING' }]);
  service.meddle(async (call, ask) =>
    call.operation === 'UpdateShardCount' ? failed('ValidationException', 'more than double') : ask(call),
  );
  expect(await refused('stream', 'scale', 'counted', '9')).toContain('ValidationException: more than double. ');
});

test('a sample counts what comes in while it goes on', async () => {
  await service.create('sampled', 2);
  const begun = new Promise<void>((resolve) => {
    let iterators = 0;
    service.meddle(async (call, ask) => {
      const answer = await ask(call);
      if (call.operation === 'GetShardIterator' && ++iterators === 2) resolve();
      return answer;
    });
  });
  const describing = start('stream', 'describe', 'sampled', '--sample', '0.5', '--json');
  await begun;
  const Records = Array.from({ length: 10 }, () => ({
    Data: Buffer.alloc(500),
    PartitionKey: 'x',
    ExplicitHashKey: '0',
  }));
  await service.client.send(new PutRecordsCommand({ StreamName: 'sampled', Records }));
  const [first, second] = JSON.parse((await describing.ended).stdout).shards;
  expect(first.incoming.recordsPerSecond).toBeGreaterThan(1);
  expect(first.incoming.bytesPerSecond / first.incoming.recordsPerSecond).toBeCloseTo(500);
  expect(second.incoming).toEqual({ recordsPerSecond: 0, bytesPerSecond: 0 });
});

test.each([
  [
    'a stream that is not there',
    ['nope'],
    /There is no stream nope in eu-west-1 at http.*There is: .*"millrace stream create nope --shards 1"/,
  ],
  ['a name that is none', ['a/b'], /A stream cannot be named "a\/b"/],
  ['a URL without a stream', ['kinesis://eu-west-1'], /names no stream. Wanted: its name, or kinesis/],
  ['a region that is none', ['kinesis://europe/x'], /"europe" is no region/],
  ['a log that is a file', ['x', '--log', 'file:./data'], /The log URL is file:.\/data, where there are no streams/],
  [
    'nobody who listens',
    ['x', '--log', 'kinesis://eu-west-1?endpoint=http://127.0.0.1:1'],
    /ECONNREFUSED 127.0.0.1:1. Nothing listens there: check the endpoint/,
  ],
])('%s is told in one line', async (_what, args, text) => {
  expect(await refused('stream', 'describe', ...args)).toMatch(text);
});

test('without credentials, or a region, one line says what to set', async () => {
  const nobody = {
    AWS_ACCESS_KEY_ID: '',
    AWS_SECRET_ACCESS_KEY: '',
    AWS_EC2_METADATA_DISABLED: 'true',
    HOME: folder.path,
  };
  const { code, stderr } = await millrace(['stream', 'describe', 'x'], {
    cwd: folder.path,
    env: { ...nobody, MILLRACE_LOG: service.logUrl },
  });
  expect({ code, told: told(stderr) }).toEqual({
    code: 1,
    told: [expect.stringMatching(/CredentialsProviderError.* Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and/)],
  });
  const nowhere = await millrace(['stream', 'describe', 'x'], {
    cwd: folder.path,
    env: { HOME: folder.path, AWS_PROFILE: '' },
  });
  expect(told(nowhere.stderr)).toEqual([expect.stringMatching(/Region is missing. Say --log kinesis:\/\/REGION/)]);
});

test('a quota is told at once: to ask again does not help', async () => {
  let asked = 0;
  service.meddle(async (call, ask) => {
    if (call.operation === 'CreateStream') asked++;
    return ask(call);
  });
  expect(await refused('stream', 'create', 'huge', '--shards', '1001')).toMatch(/shard limit .* Use fewer shards/);
  expect(asked).toBe(1);
});

test('what throttles is waited out', async () => {
  await service.create('busy', 1);
  let throttled = 0;
  service.meddle(async (call, ask) => (throttled++ < 2 ? failed('LimitExceededException') : ask(call)));
  expect((await tableOf('busy'))[0]).toContain('busy: ACTIVE');
  expect((await run('stream', 'create', 'x')).code).toBe(2);
});
