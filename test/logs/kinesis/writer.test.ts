import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { PipelineError, WorldError } from '../../../src/core/errors.ts';
import type { KinesisOptions } from '../../../src/logs/kinesis/kinesis.ts';
import { unpackedLines } from '../../../src/logs/kinesis/pack.ts';
import { losing, refusing } from '../../support/kinesis/faults.ts';
import { kinesisFixture } from '../../support/kinesis/fixture.ts';
import { failed } from '../../support/kinesis/meddling.ts';
import { shardId } from '../../support/kinesis/streams.ts';
import { output, trades, writing } from '../../support/kinesis/writing.ts';
import { random } from '../../support/random.ts';

const fixture = kinesisFixture();
const { stream } = fixture;
const { writerOf, all, held } = writing(fixture);

const TRADE_130 = '{"e":"trade","s":"BTCUSDT","t":130}';
const md5 = (text: string) => createHash('md5').update(text).digest('hex');
const jsonOf = ({ data }: { readonly data: Uint8Array }) => JSON.parse(new TextDecoder().decode(data));
const distinct = <T>(values: readonly T[]): T[] => values.filter((value, i) => values.indexOf(value) === i);

describe('the partition key', () => {
  test('of trades is their block of 64 ids, so that the same trade put twice is in one shard', async () => {
    const of = await stream(5);
    const writer = await writerOf(of);
    await writer.write(trades(6_400));
    await writer.write(trades(640));
    await writer.close();
    const shards = [...(await held(of)).values()];
    const homes = Map.groupBy(
      shards.flatMap((records, i) => records.map((record) => ({ i, t: jsonOf(record).t }))),
      ({ t }) => t,
    );
    expect(homes.size).toBe(6_400);
    for (const [, places] of homes) expect(distinct(places.map(({ i }) => i))).toHaveLength(1);
    for (const records of shards) expect(records.length).toBeGreaterThan(7_040 / 5 / 2);
    expect(distinct(shards.flat().map(({ key }) => key)).sort()).toContain('BTCUSDT/99');
  });

  test.each<[string, KinesisOptions, readonly unknown[], readonly string[]]>([
    ['of what is no trade is the id of the output', {}, [{ a: 1 }], ['p/q/0/0']],
    ['is the MD5 of the data', { key: 'hash' }, [{ a: 1 }], [md5('{"a":1}')]],
    ['is what a function says', { key: ({ s }: { s: string }) => s }, [{ s: 'a' }, { s: 'b' }], ['a', 'b']],
    ['that is too long is its MD5', { key: () => 'k'.repeat(257) }, [{}], [md5('k'.repeat(257))]],
    ['of a record is the one that it has', {}, [{ data: Buffer.from('x'), key: 'own' }], ['own']],
    ['of a trade of another log is its block, too', {}, [{ data: Buffer.from(TRADE_130) }], ['BTCUSDT/2']],
    ['of what another log holds is the id of the output', {}, [{ data: Buffer.from('{"e":') }], ['p/q/0/0']],
  ])('%s', async (_what, options, values, keys) => {
    const of = await stream();
    const writer = await writerOf(of, options);
    await writer.write(values.map(output));
    await writer.close();
    expect((await all(of)).map(({ key }) => key)).toEqual(keys);
  });

  test('is the MD5 of an id that is too long', async () => {
    const of = await stream();
    const writer = await writerOf(of);
    const id = 'p'.repeat(257);
    await writer.write([{ id, value: {} }]);
    await writer.close();
    expect((await all(of)).map(({ key }) => key)).toEqual([md5(id)]);
  });

  test('gives way to a hash key', async () => {
    const of = await stream(4);
    const writer = await writerOf(of, { hashKey: () => String(2n ** 127n + 1n) });
    await writer.write(trades(300));
    await writer.close();
    expect([...(await held(of)).values()].map(({ length }) => length)).toEqual([0, 0, 300, 0]);
  });

  test.each([
    [{ key: () => '' }, 'partition key is empty'],
    [{ key: ({ absent }: { absent: string }) => absent }, 'partition key is undefined, wanted 1 to 256'],
    [{ key: (value: { absent: { s: string } }) => value.absent.s }, 'Cannot read properties of undefined'],
    [{ hashKey: () => '-1' }, 'its hash key is -1'],
    [{ hashKey: () => String(2n ** 128n) }, 'its hash key is 3402'],
  ])('that cannot be is given back: %o', async (options, detail) => {
    const writer = await writerOf(await stream(), options);
    expect(await writer.write([output({})])).toEqual([
      { index: 0, reason: 'failed', detail: expect.stringContaining(detail) },
    ]);
    await writer.close();
  });
});

test('an object is told its id, a record and what is none are left as they are', async () => {
  const of = await stream();
  const writer = await writerOf(of, { idField: 'id' });
  await writer.write([{ a: 1 }, {}, [1], { data: Buffer.from('{}') }].map(output));
  await writer.close();
  expect((await all(of)).map(jsonOf)).toEqual([{ id: 'p/q/0/0', a: 1 }, { id: 'p/q/1/0' }, [1], {}]);
});

test('an object that has the field of that id already is given back: one of the two would be lost', async () => {
  const of = await stream();
  const writer = await writerOf(of, { idField: 'id' });
  expect(await writer.write([{ id: 7 }, { a: 1 }].map(output))).toEqual([
    { index: 0, reason: 'failed', detail: 'it has a field id already, wanted none of the name of idField' },
  ]);
  await writer.close();
  expect((await all(of)).map(jsonOf)).toEqual([{ id: 'p/q/1/0', a: 1 }]);
});

test('a trade that was parsed is keyed as the one that Binance sent', async () => {
  const of = await stream(5);
  const writer = await writerOf(of);
  await writer.write(
    [
      { e: 'trade', s: 'BTCUSDT', t: 130 },
      { symbol: 'BTCUSDT', id: 130, price: 1 },
    ].map(output),
  );
  await writer.close();
  expect((await all(of)).map(({ key }) => key)).toEqual(['BTCUSDT/2', 'BTCUSDT/2']);
});

test('what is too large is given back, and the rest is put', async () => {
  const of = await stream();
  const writer = await writerOf(of, { key: () => 'k' });
  const most = (1 << 20) - 1;
  const values = [most, most + 1, 10].map((length) => ({ data: new Uint8Array(length).fill(65) }));
  expect(await writer.write(values.map(output))).toEqual([
    { index: 1, reason: 'oversize', detail: `it has ${most + 2} bytes with its partition key, wanted 1048576 at most` },
  ]);
  await writer.close();
  expect((await all(of)).map(({ data }) => data.length)).toEqual([most, 10]);
});

describe('what fails', () => {
  test('is put until it is, though requests are throttled and answers are lost: at least once', async () => {
    const of = await stream(2);
    const chance = random(7);
    fixture.service.meddle(
      async (call, ask) =>
        call.operation === 'PutRecords' && chance.chance(0.2)
          ? failed('ProvisionedThroughputExceededException')
          : ask(call),
      losing(chance, 'PutRecords', 0.2),
    );
    const writer = await writerOf(of);
    await writer.write(trades(2_000));
    await writer.close();
    expect(distinct((await all(of)).map((record) => jsonOf(record).t))).toHaveLength(2_000);
  });

  test('for long is an error of the world, which the task writes again', async () => {
    const of = await stream();
    fixture.service.meddle(async (call, ask) =>
      call.operation === 'PutRecords' ? failed('InternalFailure', 'out of order') : ask(call),
    );
    const writer = await writerOf(of);
    await expect(writer.write(trades(5))).rejects.toThrow(
      new WorldError(`Kinesis stream ${of.name}: InternalFailure: out of order`),
    );
    fixture.service.meddle();
    await writer.write(trades(5));
    await writer.close();
    expect(await all(of)).toHaveLength(5);
  });

  test('is an error of the world when its shard takes nothing for long, and what waits with it is put by the next', async () => {
    const of = await stream(2);
    fixture.service.meddle(refusing((_entry, shard) => shard === shardId(1), 'InternalFailure'));
    const writer = await writerOf(of);
    const failure = await writer.write(trades(1_000)).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(failure).toBeInstanceOf(WorldError);
    expect(failure).toMatchObject({
      message: expect.stringMatching(/shardId-000000000001.*InternalFailure: try again/),
    });
    fixture.service.meddle();
    await writer.write(trades(10));
    await writer.close();
    expect((await all(of)).map((record) => jsonOf(record).t).filter((t) => t < 10).length).toBeGreaterThanOrEqual(10);
  });

  test('for ever is an error of the user', async () => {
    const writer = await writerOf({ name: 'nowhere' });
    const failure = await Promise.resolve(writer.write(trades(1))).catch((thrown: unknown) => thrown);
    expect(failure).toBeInstanceOf(PipelineError);
    expect(failure).toMatchObject({ code: 'MISSING' });
    await writer.close();
  });
});

describe('what is for all shards', () => {
  const tick = (E: number) => output({ e: 'tick', E, prices: {} });

  test('comes into each, behind what was written before it', async () => {
    const of = await stream(4);
    const writer = await writerOf(of, { pack: 10_000, key: ({ t }: { readonly t: number }) => `${t % 50}` });
    await writer.write([...trades(1_000), tick(1), ...trades(1_000, 'ETHUSDT'), output({ e: 'end', E: 2 })]);
    await writer.close();
    for (const [, records] of await held(of)) {
      const events = records.flatMap(({ data }) =>
        (unpackedLines(data) ?? [data]).map((line) => jsonOf({ data: line })),
      );
      const marks = events.map(({ e, s }) => (e === 'trade' ? s : e));
      expect(distinct(marks)).toEqual(['BTCUSDT', 'tick', 'ETHUSDT', 'end']);
      expect(marks.filter((mark) => mark === 'tick')).toHaveLength(1);
    }
  });

  test('is so in the bytes of another log, too; a record with a key of its own stays one', async () => {
    const of = await stream(4);
    const writer = await writerOf(of);
    const data = Buffer.from('{"e":"tick","E":1,"prices":{}}');
    await writer.write([{ data }, { data, key: 'own' }].map(output));
    await writer.close();
    expect([...(await held(of)).values()].map(({ length }) => length).sort()).toEqual([1, 1, 1, 2]);
  });

  test('comes into the children of a shard that is split, and into the one of two that are merged', async () => {
    const of = await stream(4);
    const writer = await writerOf(of);
    await writer.write([tick(1)]);
    await of.split(0, 2n ** 125n);
    await of.merge(2, 3);
    await writer.write([tick(2)]);
    await writer.close();
    const ticks = [...(await held(of)).values()].map((records) => records.map((record) => jsonOf(record).E));
    expect(ticks.slice(0, 4)).toEqual([[1], [1, 2], [1], [1]]);
    for (const child of ticks.slice(4)) expect(distinct(child)).toEqual([2]);
    expect(ticks).toHaveLength(7);
  });
});
