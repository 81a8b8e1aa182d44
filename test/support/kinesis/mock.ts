import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { CreateStreamCommand, type KinesisClient } from '@aws-sdk/client-kinesis';
import { kinesisClient } from '../../../src/aws/kinesis.ts';
import { active, credentials } from './emulator.ts';

/** Kinesis-mock in a process of its own: it tells children and lag, and changes the number of shards. */
export interface Mock extends AsyncDisposable {
  readonly logUrl: string;
  readonly client: KinesisClient;
  create(stream: string, shards: number): Promise<void>;
}

const AT_ONCE = '1ms';
const MILLISECONDS = ['CREATE_STREAM', 'DELETE_STREAM', 'MERGE_SHARDS', 'SPLIT_SHARD', 'UPDATE_SHARD_COUNT'];

export async function mock(): Promise<Mock> {
  Object.assign(process.env, credentials);
  const folder = dirname(createRequire(import.meta.url).resolve('kinesis-local/package.json'));
  const env = {
    ...process.env,
    KINESIS_MOCK_CERT_PATH: join(folder, 'server.json'),
    LOG_LEVEL: 'ERROR',
    SHARD_LIMIT: '100',
    ...Object.fromEntries(MILLISECONDS.map((what) => [`${what}_DURATION`, AT_ONCE])),
  };
  const execArgv = ['-r', join(import.meta.dirname, 'loopback.cjs')];
  const child = fork(join(folder, 'main.js'), { env, execArgv, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const [{ port }] = (await once(child, 'message')) as [{ readonly port: number }];
  const endpoint = `http://127.0.0.1:${port}`;
  const client = await kinesisClient({ region: 'eu-west-1', endpoint });
  return {
    logUrl: `kinesis://eu-west-1?endpoint=${endpoint}`,
    client,
    create: async (stream, shards) => {
      await client.send(new CreateStreamCommand({ StreamName: stream, ShardCount: shards }));
      await active(client, stream);
    },
    [Symbol.asyncDispose]: async () => {
      client.destroy();
      child.kill();
      await once(child, 'exit');
    },
  };
}
