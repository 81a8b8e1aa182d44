/** Put a recorded log into a stream, by the real command line: trades by their blocks, ticks into every shard. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../../support/folder.ts';
import { emulator } from '../../support/kinesis/emulator.ts';
import type { Emulator } from '../../support/kinesis/front.ts';
import { heldBy } from '../../support/kinesis/streams.ts';
import { told, tradeAt } from '../millrace.ts';
import { commandsAt } from './kinesis.ts';

let service: Emulator;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  service = await emulator();
  folder = await temporaryFolder();
});
afterAll(() => Promise.all([service, folder].map((one) => one[Symbol.asyncDispose]())));

async function put(lines: readonly string[], ...args: readonly string[]) {
  const command = commandsAt(service, folder.path).start('put', ...args);
  command.child.stdin?.end(lines.map((line) => `${line}\n`).join(''));
  return command.ended;
}

const held = async (stream: string) =>
  [...(await heldBy(service, stream)).values()].map((records) => records.map(({ data }) => String(Buffer.from(data))));
const TICK = '{"e":"tick","E":1723118400000,"prices":{"BTC":"100"}}';
const trades = Array.from({ length: 640 }, (_, id) => tradeAt(0, id));

test('the same trades put twice are in the same shards, and a tick is in each, behind what it came behind', async () => {
  await service.create('crypto', 3);
  const lines = [...trades, TICK];
  const { code, stdout, stderr } = await put(lines, 'crypto');
  expect(code, stderr).toBe(0);
  const first = await held('crypto');
  for (const shard of first) {
    expect(shard.length).toBeGreaterThan(64);
    expect(shard.at(-1)).toBe(TICK);
  }
  const shown = stdout.split('\n').map((line) => Number(/shardId-\d+ +(\d+)/.exec(line)?.[1] ?? 0));
  expect(shown.filter(Boolean)).toEqual(first.map(({ length }) => length));
  await put(trades, 'crypto');
  for (const [i, shard] of (await held('crypto')).entries()) expect(new Set(shard)).toEqual(new Set(first[i]));
});

test('keyed by a field, a tick needs none; what has no key or is too long is told and left out', async () => {
  await service.create('symbols', 2);
  const long = JSON.stringify({ s: 'A', pad: 'x'.repeat(1 << 20) });
  const { code, stderr } = await put([trades[0] ?? '', TICK, '{"t":1}', long], 'symbols', '--key', 'field:s');
  expect(code).toBe(1);
  expect(told(stderr).slice(0, 2)).toEqual([
    'millrace: line 3 is left out: the key is the field s, and it has none.',
    expect.stringMatching(/^millrace: line 4 is left out: it has \d+ bytes, wanted 1048576 at most\.$/),
  ]);
  expect((await held('symbols')).flat().sort()).toEqual([TICK, TICK, trades[0]]);
});
