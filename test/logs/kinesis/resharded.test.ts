/** A pipeline over a stream that is cut anew while it runs and while it is down, against a plain fold of what was put. */
import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { foldOf } from '../../../src/core/pipeline.ts';
import { minutes, seconds } from '../../../src/core/time.ts';
import { count, dedupe, log, parse, pipeline, sum, trade, tumble, view } from '../../../src/index.ts';
import { viewRows } from '../../../src/runtime/view.ts';
import { memoryStore } from '../../../src/store/memory.ts';
import { fastClock } from '../../support/clock.ts';
import { emptying, expiring, lagging, shortening, telling, throttling } from '../../support/kinesis/faults.ts';
import { kinesisFixture } from '../../support/kinesis/fixture.ts';
import { shardId, type TestStream } from '../../support/kinesis/streams.ts';
import { NOON, tradeAt } from '../../support/market.ts';
import { type Random, random } from '../../support/random.ts';
import { type Running, world } from '../../support/world.ts';

const fixture = kinesisFixture();
const scope = { pipeline: 'sums', version: 1 };
const SPACE = 2n ** 128n;

const sumsOf = (stream: string, from: 'start' | 'latest') =>
  pipeline('sums')
    .from(log(stream, { from }))
    .pipe(
      parse(trade),
      dedupe({ within: minutes(10) }),
      tumble({ size: minutes(1), lateness: seconds(5), key: 'symbol' }, { n: count(), units: sum('quantity') }),
    )
    .to(view('sums'));

/** Puts trades in the order of their time, some of them once more, each always under the same hash key. */
class Producer {
  readonly trades: ReturnType<typeof tradeAt>[] = [];
  records = 0;
  readonly #stream: TestStream;
  readonly #chance: Random;
  readonly #ids = new Map<string, number>();

  constructor(stream: TestStream, chance: Random) {
    this.#stream = stream;
    this.#chance = chance;
  }

  async put(n: number): Promise<void> {
    const batch: ReturnType<typeof tradeAt>[] = [];
    for (let i = 0; i < n; i++) {
      if (this.trades.length > 0 && this.#chance.chance(0.1)) batch.push(this.#chance.pick(this.trades));
      const s = this.#chance.pick(['BTCUSDT', 'ETHUSDT', 'XRPUSDT', 'ETHBTC']);
      const t = this.#ids.get(s) ?? 1;
      this.#ids.set(s, t + 1);
      const made = tradeAt(NOON + this.trades.length * 700, { s, t, q: `${this.#chance.integer(1, 999)}.5` });
      this.trades.push(made);
      batch.push(made);
    }
    await this.#stream.putBy(batch.map((one) => ({ data: JSON.stringify(one), ExplicitHashKey: hashKeyOf(one) })));
    this.records += batch.length;
  }

  /** What the view should show, by a plain loop. */
  rows(): readonly object[] {
    const sums = new Map<string, { key: string; start: number; n: number; units: number }>();
    for (const { s: key, T, q } of this.trades) {
      const start = T - (T % 60_000);
      const row = sums.get(`${start} ${key}`) ?? { key, start, n: 0, units: 0 };
      sums.set(`${start} ${key}`, { ...row, n: row.n + 1, units: row.units + Number(q) });
    }
    return [...sums.values()].sort((a, b) => a.start - b.start || (a.key < b.key ? -1 : 1));
  }
}

const hashKeyOf = ({ s, t }: ReturnType<typeof tradeAt>): string =>
  String(
    BigInt(
      `0x${createHash('md5')
        .update(`${s} ${t >> 2}`)
        .digest('hex')}`,
    ),
  );

/** Waits until these runs have read so many records. */
async function read(records: number, ...runs: readonly Running[]): Promise<void> {
  for (;;) {
    const seen = runs.flatMap(({ progress }) => progress).reduce((sum, one) => sum + one.records, 0);
    if (seen >= records) return;
    await setTimeout(2);
  }
}

test.each([
  ['start', 1],
  ['start', 2],
  ['latest', 3],
  ['latest', 4],
] as const)('from %s, splits and merges change no row, make none late, lose nothing (seed %d)', async (from, seed) => {
  const chance = random(seed);
  const stream = await fixture.stream(3);
  const producer = new Producer(stream, chance);
  const clock = fastClock(10);
  const store = memoryStore({ clock });
  const sums = sumsOf(stream.name, from);
  const options = { store, clock, logUrl: fixture.service.logUrl };
  fixture.service.meddle(
    throttling(chance, 0.02),
    expiring(chance, 0.05),
    emptying(chance, 0.1),
    shortening(chance),
    lagging,
    ...(seed % 2 === 1 ? [telling(stream.name)] : []),
  );

  if (from === 'latest') await new Producer(stream, chance).put(20);
  else await producer.put(60);
  const first = world().start(sums, options);
  // Each shard has told its place.
  if (from === 'latest') {
    while (first.progress.length < 3) await setTimeout(2);
    await producer.put(60);
  }
  await read(30, first);
  await stream.split(0, SPACE / 6n);
  await producer.put(60);
  await read(producer.records, first);
  await stream.merge(1, 2);
  await producer.put(60);
  await read(producer.records - 20, first);
  expect(await first.stop()).toBeUndefined();

  await stream.split(5, SPACE - SPACE / 3n);
  await producer.put(60);
  const second = world().start(sums, options);
  await read(producer.records, first, second);
  expect(await second.stop()).toBeUndefined();

  expect(await Array.fromAsync(viewRows(store, scope, foldOf(sums)))).toMatchObject(producer.rows());
  expect(await store.deadLetters('sums', { limit: 10 })).toEqual([]);
  const { records, folded, duplicates } = await store.counts(scope);
  expect({ records, folded, duplicates }).toEqual({
    records: producer.records,
    folded: producer.trades.length,
    duplicates: producer.records - producer.trades.length,
  });
  const roster = await store.roster(scope);
  expect(
    roster
      .filter(({ ended }) => ended)
      .map(({ partition }) => partition)
      .sort(),
  ).toEqual([0, 1, 2, 5].map(shardId));
  expect(
    roster
      .filter(({ ended }) => !ended)
      .map(({ partition }) => partition)
      .sort(),
  ).toEqual([3, 4, 6, 7].map(shardId));
});
