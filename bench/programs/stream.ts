/** Puts trades into a new stream and reads them; prints the CPU of both in ms as JSON. `node stream.ts URL TRADES PACK`. */
import { CreateStreamCommand } from '@aws-sdk/client-kinesis';
import { firstValueFrom } from 'rxjs';
import { kinesisClient } from '../../src/aws/kinesis.ts';
import { noSecrets } from '../../src/core/secret.ts';
import { createMarket } from '../../src/exchange/simulator/market.ts';
import { addressOf } from '../../src/logs/kinesis/address.ts';
import { kinesis } from '../../src/logs/kinesis/kinesis.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { keptRowsIn } from '../../src/runtime/kept-rows.ts';
import { memoryStore } from '../../src/store/memory.ts';

const [, , logUrl = '', trades = '', pack = ''] = process.argv;
Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'bench', AWS_SECRET_ACCESS_KEY: 'bench' });
const client = await kinesisClient(addressOf(logUrl));
const name = `bench-${process.pid}`;
await client.send(new CreateStreamCommand({ StreamName: name, ShardCount: 2 }));

const quiet = { debug() {}, info() {}, warn() {}, error() {} };
/** No shard is waited for: what is measured is work. */
const clock = { ...systemClock, elapsed: () => systemClock.elapsed() * 1_000 };
const context = {
  clock: { ...clock, sleep: (span: number, signal?: AbortSignal) => systemClock.sleep(span / 1_000, signal) },
  logger: quiet,
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

const log = kinesis(name, Number(pack) > 0 ? { pack: Number(pack) } : {});
const put = await cpuOf(async () => {
  const writer = await log.open(context);
  for (let from = 0; from < outputs.length; from += 5_000) await writer.write(outputs.slice(from, from + 5_000));
  await writer.close();
});
const read = await cpuOf(async () => {
  const partitions = await firstValueFrom(log.partitions(context, []));
  const readers = await Promise.all(partitions.map((partition) => partition.open(undefined)));
  let left = outputs.length;
  const stop = new AbortController();
  await Promise.all(
    readers.map(async (reader) => {
      while (left > 0) {
        const { items } = await reader.next(stop.signal).catch(() => ({ items: [] })); // told to stop
        left -= items.length;
        if (left <= 0) stop.abort();
      }
    }),
  );
  await Promise.all(readers.map((reader) => reader.close()));
});
client.destroy();
process.stdout.write(JSON.stringify({ put, read }));
