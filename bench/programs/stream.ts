/**
 * Puts trades into a new stream and reads them, several times over; prints the CPU of both in ms as JSON, of reading the
 * median. `node stream.ts URL TRADES PACK DECODER`.
 */
import { CreateStreamCommand } from '@aws-sdk/client-kinesis';
import { firstValueFrom } from 'rxjs';
import { kinesisClient } from '../../src/aws/kinesis.ts';
import { noSecrets } from '../../src/core/secret.ts';
import { silent } from '../../src/core/silent.ts';
import { days } from '../../src/core/time.ts';
import { createMarket } from '../../src/exchange/simulator/market.ts';
import { addressOf } from '../../src/logs/kinesis/address.ts';
import { kinesis } from '../../src/logs/kinesis/kinesis.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { keptRowsIn } from '../../src/runtime/kept-rows.ts';
import { memoryStore } from '../../src/store/memory.ts';
import { median } from '../interleaved.ts';

const [, , logUrl = '', trades = '', pack = '', decoder = ''] = process.argv;
/** So often that what a process does at first, such as to compile, is not what is told. */
const READS = 12;
Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'bench', AWS_SECRET_ACCESS_KEY: 'bench' });
const client = await kinesisClient(addressOf(logUrl));
const name = `bench-${process.pid}`;
await client.send(new CreateStreamCommand({ StreamName: name, ShardCount: 2 }));

/** No shard is waited for: what is measured is work. */
const clock = { ...systemClock, elapsed: () => systemClock.elapsed() * 1_000 };
const context = {
  clock: { ...clock, sleep: (span: number, signal?: AbortSignal) => systemClock.sleep(span / 1_000, signal) },
  logger: silent,
  logUrl,
  signal: new AbortController().signal,
  prices: async () => ({}),
  scheduled: 0,
  keys: async () => [],
  secrets: noSecrets,
  keepPicture: () => {},
  ...keptRowsIn(memoryStore({ clock })),
};
const market = createMarket({
  seed: 1,
  start: 0,
  pairs: [{ symbol: 'BTCUSDT', base: 'BTC', quote: 'USDT', weight: 1 }],
});
const outputs = Array.from({ length: Number(trades) }, (_, i) => ({ id: `bench/${i}`, value: market.next() }));

async function cpuOf(work: () => Promise<void>): Promise<number> {
  const since = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1_000;
}

const options = { decoder: decoder === 'own' ? 'own' : 'sdk' } as const;
const log = kinesis(name, Number(pack) > 0 ? { ...options, pack: Number(pack) } : options);
const put = await cpuOf(async () => {
  const writer = await log.open(context);
  for (let from = 0; from < outputs.length; from += 5_000) await writer.write(outputs.slice(from, from + 5_000));
  await writer.close();
});

/** All shards together, each asked when all have answered: none is asked in vain while another one takes its time. */
const source = kinesis(name, { ...options, from: 'trim-horizon', limit: outputs.length, within: days(1_000) });

async function readAll(): Promise<void> {
  const [partition] = await firstValueFrom(source.partitions(context, []));
  if (!partition) throw new Error(`There is nothing to read in ${name}`);
  const reader = await partition.open(undefined);
  while (!(await reader.next(context.signal)).ended);
  await reader.close();
}
const reads: number[] = [];
while (reads.length < READS) reads.push(await cpuOf(readAll));
client.destroy();
process.stdout.write(JSON.stringify({ put, read: median(reads) }));
