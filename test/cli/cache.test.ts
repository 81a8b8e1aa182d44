/** Keys of the store by hand, and a pipeline that is made to forget. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { folderPerFile } from '../support/folder.ts';
import { noRedis, type RedisServer, redisServer } from '../support/redis/server.ts';
import { jsonLines, millrace, told, tradeAt, writeLog, writePipeline } from './millrace.ts';

const folder = folderPerFile();
let redis: RedisServer | undefined;
beforeAll(async () => {
  redis = noRedis ? undefined : await redisServer();
});
afterAll(() => redis?.[Symbol.asyncDispose]());

describe.each(['sqlite', 'redis'])('in %s', (kind) => {
  const store = () => (kind === 'redis' ? `${redis?.url}` : `sqlite:./${kind}.db`);
  const run = (...args: readonly string[]) => millrace([...args, '--store', store()], { cwd: folder });
  const skip = kind === 'redis' && noRedis;

  test.skipIf(skip)('keys are set, counted, listed, read and removed', async () => {
    expect((await run('cache', 'set', 'price:BTC', '61837.63')).code).toBe(0);
    expect((await run('cache', 'incr', 'counter')).stdout).toBe('1\n');
    expect((await run('cache', 'incr', 'counter', '4')).stdout).toBe('5\n');
    expect((await run('cache', 'decr', 'missing')).stdout).toBe('-1\n');
    expect(jsonLines((await run('cache', 'list', '--json')).stdout)).toEqual([
      { key: 'counter', value: '5' },
      { key: 'missing', value: '-1' },
      { key: 'price:BTC', value: '61837.63' },
    ]);
    const some = await run('cache', 'get', 'price:BTC', 'price:XYZ', 'nothing');
    expect({ code: some.code, stdout: some.stdout }).toEqual({ code: 1, stdout: 'price:BTC\t61837.63\n' });
    expect(told(some.stderr)).toEqual([expect.stringMatching(/No text in .*: price:XYZ, nothing\./)]);
    expect(told((await run('cache', 'incr', 'price:BTC')).stderr)).toEqual([expect.stringMatching(/is no number/)]);
    expect((await run('cache', 'get', 'counter')).stdout).toBe('5\n');
    expect(told((await run('cache', 'set', '', 'x')).stderr)).toEqual([expect.stringMatching(/key is an empty text/)]);
    expect(told((await run('cache', 'remove', '*')).stderr)).toEqual([expect.stringMatching(/3 keys .* Say --yes/)]);
    expect((await run('reset')).code).toBe(2);
    expect((await run('reset', '--keys', 'm*', '--yes')).stderr).toContain('1 key removed');
    expect((await run('cache', 'remove', '*', '--yes')).stderr).toContain('2 keys removed');
    expect((await run('cache', 'list', '--json')).stdout).toBe('');
    const none = await run('cache', 'list', 'zzz*');
    expect({ code: none.code, stdout: none.stdout, told: told(none.stderr) }).toEqual({
      code: 0,
      stdout: '',
      told: ['no key matches zzz*'],
    });
  });

  test.skipIf(skip)("a pipeline's counters are read, and a reset begins all of it anew", async () => {
    await writeLog(folder, [tradeAt(0, 1), tradeAt(1, 2), tradeAt(61, 3)]);
    const counting = `export default pipeline('counting').from(log('crypto', { end: true })).pipe(parse(trade))
      .to(counter('symbol:{symbol}'), cache('price:{symbol}', 'price'));`;
    const counter = await writePipeline(folder, 'counting', counting);
    const all = async (path: string) => (await run('run', path, '--log', 'file:.')).code;
    expect(await all(counter)).toBe(0);
    expect((await run('cache', 'get', 'symbol:BTCUSDT')).stdout).toBe('3\n');
    expect(told((await run('cache', 'set', 'symbol:BTCUSDT', '0')).stderr)).toEqual([
      expect.stringMatching(/is written by the pipeline counting/),
    ]);
    expect(told((await run('reset', 'counting')).stderr)).toEqual([
      expect.stringMatching(/counting has come through 3 records.*Say --yes/),
    ]);
    expect((await run('reset', 'counting', '--yes')).stderr).toContain('counting begins anew when it runs next');
    expect((await run('cache', 'list', '--json')).stdout).toBe('');
    expect(await all(counter)).toBe(0);
    expect((await run('cache', 'get', 'symbol:BTCUSDT')).stdout).toBe('3\n');
    expect(told((await run('reset', 'nothing', '--yes')).stderr)).toEqual([expect.stringMatching(/knows nothing of/)]);
  });
});

test.skipIf(noRedis)('no command shows the password of the store', async () => {
  await using locked = await redisServer();
  await locked.tell('CONFIG', 'SET', 'requirepass', 'p@ss/word');
  const store = `redis://:${encodeURIComponent('p@ss/word')}@127.0.0.1:${locked.port}/3`;
  const asked = [
    'rows none',
    'why none BTC 12:00',
    'dead usd-per-minute',
    'reset none',
    'cache get none',
    'jobs logs none',
  ];
  const answers = await Promise.all(
    asked.map((command) => millrace([...command.split(' '), '--store', store], { cwd: folder })),
  );
  for (const [i, { code, stderr }] of answers.entries()) {
    expect([asked[i], code, stderr]).toEqual([asked[i], 1, expect.stringContaining('redis://…@127.0.0.1')]);
    expect(stderr).not.toMatch(/p@ss|p%40ss/);
  }
});
