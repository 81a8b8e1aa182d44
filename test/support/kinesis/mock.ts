import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type Emulator, inFrontOf } from './front.ts';

const AT_ONCE = '1ms';
const MILLISECONDS = ['CREATE_STREAM', 'DELETE_STREAM', 'MERGE_SHARDS', 'SPLIT_SHARD', 'UPDATE_SHARD_COUNT'];

/** Kinesis-mock in a process of its own: it tells children and lag, and changes the number of shards. */
export async function mock(): Promise<Emulator> {
  const folder = dirname(createRequire(import.meta.url).resolve('kinesis-local/package.json'));
  const env = {
    ...process.env,
    KINESIS_MOCK_CERT_PATH: join(folder, 'server.json'),
    LOG_LEVEL: 'ERROR',
    SHARD_LIMIT: '1000',
    ...Object.fromEntries(MILLISECONDS.map((what) => [`${what}_DURATION`, AT_ONCE])),
  };
  const execArgv = ['-r', join(import.meta.dirname, 'loopback.cjs')];
  const child = fork(join(folder, 'main.js'), { env, execArgv, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const [{ port }] = (await once(child, 'message')) as [{ readonly port: number }];
  const end = async () => {
    child.kill();
    await once(child, 'exit');
  };
  return inFrontOf({ direct: `http://127.0.0.1:${port}`, end });
}
