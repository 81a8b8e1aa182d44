/** Goal: what must not be overtaken is not, whichever entries of whichever requests fail. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { KinesisOptions } from '../../../src/logs/kinesis/kinesis.ts';
import { unpackedLines } from '../../../src/logs/kinesis/pack.ts';
import { hastyClock } from '../../support/clock.ts';
import { kinesisFixture } from '../../support/kinesis/fixture.ts';
import { Taking } from '../../support/kinesis/taking.ts';
import { writing } from '../../support/kinesis/writing.ts';
import { random } from '../../support/random.ts';

const fixture = kinesisFixture();
const { writerOf } = writing(fixture);

interface Event {
  readonly n: number;
  readonly e?: string;
  readonly s?: string;
}

/** Writes events in groups while 5 % of all entries fail; gives what each shard has then, in its order. */
async function written(events: readonly Event[], seed: number, options: KinesisOptions): Promise<Event[][]> {
  const clock = hastyClock();
  const chance = random(seed);
  const taking = new Taking(3, clock.elapsed, () => chance.chance(0.05));
  fixture.service.meddle(taking.meddle);
  const writer = await writerOf({ name: 'any' }, options, clock);
  for (let from = 0; from < events.length; from += 300) {
    const group = events.slice(from, from + 300);
    await writer.write(group.map((value) => ({ id: String(value.n), value })));
  }
  await writer.close();
  return [...taking.held.values()].map((records) =>
    records.flatMap(({ data }) =>
      (unpackedLines(Buffer.from(data)) ?? [Buffer.from(data)]).map((line) => JSON.parse(String(line)) as Event),
    ),
  );
}

const trades = (n: number): Event[] => Array.from({ length: n }, (_, i) => ({ n: i, s: `key ${(i * i) % 7}` }));
const bySymbol = ({ s = '' }: Event) => s;
const rising = (of: readonly Event[]) =>
  expect(of.map(({ n }) => n)).toEqual(of.map(({ n }) => n).toSorted((a, b) => a - b));

test.each<[string, KinesisOptions]>([
  ['one by one', { inOrder: true, key: bySymbol }],
  ['packed', { inOrder: true, key: bySymbol, pack: 200 }],
])('records of one key stay in order, %s', async (_how, options) => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), async (seed) => {
      const shards = await written(trades(900), seed, options);
      expect(shards.flat()).toHaveLength(900);
      for (const [, of] of Map.groupBy(shards.flat(), bySymbol)) rising(of);
    }),
    { numRuns: 5 },
  );
});

test('no trade comes behind a tick that it came before, or before one that it came behind', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.constantFrom(undefined, 500), async (seed, pack) => {
      const chance = random(seed);
      const events = trades(900).map((event) =>
        chance.chance(0.02) ? { e: 'tick', n: event.n, E: event.n, prices: {} } : event,
      );
      const ticks = events.filter(({ e }) => e === 'tick');
      const shards = await written(events, seed, pack === undefined ? {} : { pack, key: bySymbol });
      for (const shard of shards) {
        expect(shard.filter(({ e }) => e === 'tick')).toEqual(ticks);
        let last = -1;
        for (const [i, { n, e }] of shard.entries()) {
          if (e !== 'tick') expect(n).toBeGreaterThan(last);
          else {
            for (const before of shard.slice(0, i)) expect(before.n).toBeLessThan(n);
            last = n;
          }
        }
      }
      expect(new Set(shards.flat().map(({ n }) => n)).size).toBe(900);
    }),
    { numRuns: 10 },
  );
});

test('without that, an entry that fails may be overtaken: so the test would see it', async () => {
  const [shard = []] = await written(
    trades(300).map((event) => ({ ...event, s: 'one' })),
    1,
    { key: () => 'one' },
  ).then((shards) => shards.filter(({ length }) => length > 0));
  expect(() => rising(shard)).toThrow();
});

test('requests of different shards fly side by side, of one shard never two', async () => {
  const clock = hastyClock();
  const taking = new Taking(3, clock.elapsed);
  let left = 3;
  const three = Promise.withResolvers<void>();
  fixture.service.meddle(async (call, ask) => {
    if (call.operation === 'PutRecords' && --left === 0) three.resolve();
    if (call.operation === 'PutRecords') await three.promise;
    return ask(call);
  }, taking.meddle);
  const writer = await writerOf({ name: 'any' }, { request: { records: 20 } }, clock);
  await writer.write(trades(900).map((value) => ({ id: String(value.n), value })));
  await writer.close();
  for (const [, records] of taking.held) {
    rising(records.map(({ request }) => ({ n: request })));
    rising(records.map(({ data }) => JSON.parse(data)));
  }
});
