import { describe, expect, test, vi } from 'vitest';
import { waitAfter } from '../../../src/aws/patience.ts';
import { never } from '../../../src/core/never.ts';
import type { LogRecord, Read } from '../../../src/core/record.ts';
import { hours, minutes } from '../../../src/core/time.ts';
import { type KinesisOptions, kinesis } from '../../../src/logs/kinesis/kinesis.ts';
import { hastyClock } from '../../support/clock.ts';
import { testContext } from '../../support/context.ts';
import { emptying, expiring, lagging, shortening, telling, throttling } from '../../support/kinesis/faults.ts';
import { kinesisFixture } from '../../support/kinesis/fixture.ts';
import { failed, type Meddle } from '../../support/kinesis/meddling.ts';
import { packed } from '../../support/kinesis/packed.ts';
import { shardId, type TestStream } from '../../support/kinesis/streams.ts';
import { random } from '../../support/random.ts';
import { itemsOf, openReader, take } from '../../support/reading.ts';

const fixture = kinesisFixture();
const { stream } = fixture;

const context = (clock = hastyClock()) => testContext({ clock, logUrl: fixture.service.logUrl });
const open = ({ name }: TestStream, options: KinesisOptions = {}, from?: string, clock = hastyClock(), shard = 0) =>
  openReader(kinesis(name, options), context(clock), from, shardId(shard));
const texts = (n: number, of = 'n') => Array.from({ length: n }, (_, i) => `{"${of}":${i}}`);
const textsIn = (items: readonly { readonly text: string }[]) => items.map(({ text }) => text);

/** The next read that has records, or is the last. */
async function nextFull(reader: { next(signal: AbortSignal): Promise<Read<LogRecord>> }): Promise<Read<LogRecord>> {
  for (;;) {
    const read = await reader.next(never);
    if (read.items.length > 0 || read.ended) return read;
  }
}

describe('a shard', () => {
  test('gives each record with its key and arrival, and a position that holds its sequence number and arrival', async () => {
    const log = await stream();
    const before = Date.now();
    const [sequence] = await log.put(['{"n":1}']);
    const reader = await open(log);
    const { items, position, behind } = await nextFull(reader);
    const [record] = items;
    const { key, arrival = 0 } = record ?? ({} as LogRecord);
    expect(key).toBe('x');
    expect(arrival).toBeGreaterThanOrEqual(before - 1);
    expect(arrival).toBeLessThanOrEqual(Date.now());
    expect(position).toBe(`${sequence}@${arrival}`);
    expect(behind).toBe(0);
    await reader.close();
  });

  test.each([1, 2, 3])('loses nothing and repeats nothing, whatever the service does (seed %d)', async (seed) => {
    const log = await stream();
    const all = texts(120);
    await log.put(all);
    const chance = random(seed);
    fixture.service.meddle(
      throttling(chance, 0.15),
      throttling(chance, 0.05, 'KMSThrottlingException'),
      expiring(chance, 0.15),
      emptying(chance, 0.2),
      shortening(chance),
      lagging,
    );
    let reader = await open(log);
    const seen: { text: string; position: string }[] = [];
    while (seen.length < all.length) {
      seen.push(...itemsOf(await nextFull(reader)));
      if (!chance.chance(0.2)) continue;
      const after = chance.integer(Math.max(0, seen.length - 5), seen.length - 1);
      await reader.close();
      seen.length = after + 1;
      reader = await open(log, {}, seen[after]?.position);
    }
    await reader.close();
    expect(textsIn(seen)).toEqual(all);
    expect(new Set(seen.map(({ position }) => position)).size).toBe(all.length);
  });

  test('is asked five times a second at most, and once a second where nothing comes', async () => {
    const log = await stream();
    await log.put(texts(6));
    const clock = hastyClock();
    const asked: number[] = [];
    const note: Meddle = (call, ask) => {
      if (call.operation === 'GetRecords') asked.push(clock.elapsed());
      return ask(call);
    };
    fixture.service.meddle(note);
    const reader = await open(log, { page: 2 }, undefined, clock);
    await take(reader, 6);
    const more = take(reader, 1);
    while (asked.length < 10) await new Promise((resolve) => setImmediate(resolve));
    await log.put(['{"n":6}']);
    await more;
    await reader.close();
    const pauses = asked.slice(1, 10).map((at, i) => at - (asked[i] ?? 0));
    expect(pauses).toEqual([200, 200, 200, 400, 800, 1_000, 1_000, 1_000, 1_000]);
  });

  test('that is throttled for longer is a WorldError, and asked again with growing waits before', async () => {
    const log = await stream();
    let asked = 0;
    fixture.service.meddle(async (call, ask) => {
      if (call.operation !== 'GetRecords') return ask(call);
      asked++;
      return failed('ProvisionedThroughputExceededException', 'Rate exceeded');
    });
    const clock = hastyClock();
    const reader = await open(log, {}, undefined, clock);
    const began = clock.elapsed();
    await expect(reader.next(never)).rejects.toMatchObject({ code: 'WORLD', message: /Rate exceeded/ });
    expect(asked).toBe(7);
    const waits = [1, 2, 3, 4, 5, 6].map((attempt) => waitAfter(attempt, `${log.name}/${shardId(0)}`));
    expect(clock.elapsed() - began).toBeGreaterThanOrEqual(waits.reduce((sum, wait) => sum + wait));
    await reader.close();
  });

  test('tells how far its end is ahead, and once when it was caught up with', async () => {
    const log = await stream();
    await log.put(texts(4));
    fixture.service.meddle(lagging);
    const reader = await open(log, { page: 2 });
    expect((await reader.next(never)).behind).toBeGreaterThan(0);
    expect(await reader.next(never)).toMatchObject({ items: [{}, {}], behind: 0 });
    fixture.service.meddle(emptying(random(1), 0.7), lagging);
    await log.put(texts(2));
    fixture.service.meddle(async (call, ask) => {
      const answer = await ask(call);
      const late = call.operation === 'GetRecords' && (answer.body.Records as readonly unknown[]).length > 0;
      return late ? { ...answer, body: { ...answer.body, MillisBehindLatest: 5 } } : answer;
    });
    expect(await reader.next(never)).toMatchObject({ items: [{}, {}], behind: 5 });
    const last = await reader.next(never);
    expect(last).toMatchObject({ items: [], behind: 0 });
    await reader.close();
    const more = take(await open(log, {}, last.position), 1);
    await log.put(['{"n":"next"}']);
    expect(textsIn(await more)).toEqual(['{"n":"next"}']);
  });

  test('that is quiet says from time to time that it is, so that its checkpoint does not grow old', async () => {
    const log = await stream();
    const [sequence = ''] = await log.put(['{"n":1}']);
    const clock = hastyClock(20);
    const reader = await open(log, {}, undefined, clock);
    const { position } = await nextFull(reader);
    const began = clock.elapsed();
    const told = await reader.next(never);
    expect(told.items).toEqual([]);
    expect(clock.elapsed() - began).toBeGreaterThanOrEqual(minutes(10));
    expect(told.position).toMatch(new RegExp(`^${position}~\\d{13}$`));
    await reader.close();
    await log.put(['{"n":2}']);
    const resumed = await open(log, {}, told.position);
    expect(textsIn(await take(resumed, 1))).toEqual(['{"n":2}']);
    expect(told.position).toContain(sequence);
    await resumed.close();
  });
});

describe('a record in which others are packed', () => {
  const one = (text: string, key = 'k') => ({ key, data: Buffer.from(text) });

  test('is taken apart, each part with a position of its own behind which the next one follows', async () => {
    const log = await stream();
    await log.put(['a', packed([one('b', 'of b'), one('c'), one('d')]), packed([]), 'e', packed([one('f')])]);
    const reader = await open(log);
    const read = await nextFull(reader);
    const items = itemsOf(read);
    await reader.close();
    expect(textsIn(items)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    expect(read.items[1]?.key).toBe('of b');
    expect(items[2]?.position).toMatch(/^\d+:1@\d+$/);
    for (const [i, { position }] of items.slice(0, -1).entries()) {
      const resumed = await open(log, { page: 1 }, position);
      expect(await take(resumed, items.length - i - 1)).toEqual(items.slice(i + 1));
      await resumed.close();
    }
    const resumed = await open(log, {}, items.at(-1)?.position);
    const more = take(resumed, 1);
    await log.put(['g']);
    expect(textsIn(await more)).toEqual(['g']);
    await resumed.close();
  });

  test('is renewed behind an iterator that expired as a whole, not in part', async () => {
    const log = await stream();
    await log.put([packed([one('a'), one('b')]), packed([one('c'), one('d')])]);
    const [, b] = await take(await open(log), 2);
    fixture.service.meddle(expiring(random(3), 0.5));
    const resumed = await open(log, { page: 1 }, b?.position);
    expect(textsIn(await take(resumed, 2))).toEqual(['c', 'd']);
    await resumed.close();
  });
});

describe('a shard is read', () => {
  test('from latest: from where it was when it was opened; that place is told at once, and kept over a restart', async () => {
    const log = await stream();
    await log.put(texts(3, 'before'));
    await new Promise((resolve) => setTimeout(resolve, 2)); // times of arrival are milliseconds
    const reader = await open(log, { from: 'latest' });
    const { items, position } = await reader.next(never);
    expect(items).toEqual([]);
    await reader.close();
    await log.put(texts(3, 'down'));
    const resumed = await open(log, { from: 'latest' }, position);
    expect(textsIn(await take(resumed, 3))).toEqual(texts(3, 'down'));
    await resumed.close();
  });

  test('from latest, and goes on behind what came before anything was asked for', async () => {
    const log = await stream();
    await log.put(texts(3, 'before'));
    const reader = await open(log, { from: 'latest' });
    await log.put(texts(3));
    expect(textsIn(await take(reader, 3))).toEqual(texts(3));
    await reader.close();
  });

  test('from latest, and loses nothing when the iterator expires before the first record', async () => {
    const log = await stream();
    await log.put(texts(3, 'before'));
    await new Promise((resolve) => setTimeout(resolve, 2));
    const reader = await open(log, { from: 'latest' });
    await reader.next(never);
    await log.put(texts(3));
    let expired = 0;
    fixture.service.meddle(async (call, ask) =>
      call.operation === 'GetRecords' && expired++ === 0 ? failed('ExpiredIteratorException') : ask(call),
    );
    expect(textsIn(await take(reader, 3))).toEqual(texts(3));
    expect(expired).toBeGreaterThan(1);
    await reader.close();
  });

  test('from a time, from what arrived then', async () => {
    const log = await stream();
    await log.put(texts(3, 'before'));
    await new Promise((resolve) => setTimeout(resolve, 2));
    const timestamp = Date.now();
    await log.put(texts(3));
    const reader = await open(log, { from: { timestamp } });
    expect(textsIn(await take(reader, 3))).toEqual(texts(3));
    await reader.close();
  });

  test('from behind a record', async () => {
    const log = await stream();
    const [, second = ''] = await log.put(texts(4));
    const reader = await open(log, { from: { after: second } });
    expect(textsIn(await take(reader, 2))).toEqual(texts(4).slice(2));
    await reader.close();
  });
});

describe('a shard that is over', () => {
  test.each([
    ['as they were told', true],
    ['as they are listed', false],
  ])('names its children, %s: two behind a split, one of two parents behind a merge', async (_, told) => {
    const log = await stream(2);
    await log.put(texts(3));
    await log.split(0, 2n ** 125n);
    await log.merge(3, 1);
    if (told) fixture.service.meddle(telling(log.name));
    const children = async (shard: number) => {
      const reader = await open(log, {}, undefined, hastyClock(), shard);
      const read = await (shard === 0 ? take(reader, 3).then(() => reader.next(never)) : nextFull(reader));
      expect(read.items).toEqual([]);
      await expect(reader.next(never)).rejects.toThrow('asked for more');
      await reader.close();
      return read.ended?.children;
    };
    expect(await children(0)).toEqual([
      { id: shardId(2), parents: [shardId(0)] },
      { id: shardId(3), parents: [shardId(0)] },
    ]);
    expect(await children(3)).toEqual([{ id: shardId(4), parents: [shardId(3), shardId(1)] }]);
    expect(await children(1)).toEqual([{ id: shardId(4), parents: [shardId(3), shardId(1)] }]);
  });

  test('is not over while nobody is known to go on with it', async () => {
    const log = await stream();
    await log.split(0, 2n ** 125n);
    fixture.service.meddle(async (call, ask) => {
      const answer = await ask(call);
      const { Shards = [] } = answer.body as { Shards?: readonly unknown[] };
      return call.operation === 'ListShards' ? { ...answer, body: { Shards: Shards.slice(0, 1) } } : answer;
    });
    const reader = await open(log);
    await expect(take(reader, 1)).rejects.toMatchObject({ code: 'WORLD', message: /nothing follows/ });
    fixture.service.meddle();
    expect(await reader.next(never)).toMatchObject({ ended: { children: [{}, {}] } });
    await reader.close();
  });
});

describe('a checkpoint', () => {
  const later = (span: number) => ({ ...hastyClock(), now: () => Date.now() + span });

  test('of a reader that slept past what the stream keeps is refused as well: it would go on over a gap', async () => {
    const log = await stream();
    await log.put(texts(2));
    let slept = 0;
    const reader = await open(log, {}, undefined, { ...hastyClock(), now: () => Date.now() + slept });
    expect(await take(reader, 2)).toHaveLength(2);
    slept = hours(72);
    await log.put(['later']);
    await expect(take(reader, 1)).rejects.toMatchObject({
      code: 'LOG',
      message: /keeps what arrives for 24 hours only/,
    });
    await reader.close();
  });

  test('that is older than what the stream keeps is refused; one that is not goes on', async () => {
    const log = await stream();
    await log.put(texts(2));
    const [first] = await take(await open(log), 1);
    const young = await open(log, {}, first?.position, later(hours(23)));
    expect(textsIn(await take(young, 1))).toEqual(['{"n":1}']);
    await young.close();
    await expect(open(log, {}, first?.position, later(hours(25)))).rejects.toMatchObject({
      code: 'LOG',
      message: /keeps what arrives for 24 hours only.*Rebuild/,
    });
  });

  test('of a shard that was seen empty since is not older than that', async () => {
    const log = await stream();
    await log.put(texts(2));
    const [first] = await take(await open(log), 1);
    const seen = await open(log, {}, `${first?.position}~${Date.now() + hours(2)}`, later(hours(25)));
    expect(textsIn(await take(seen, 1))).toEqual(['{"n":1}']);
    await seen.close();
  });

  test('of a stream that was made again under its name is refused', async () => {
    const log = await stream();
    const sequence = '49590338271490256608559692538361571095921575989136588898';
    await expect(open(log, {}, `${sequence}@${Date.now() - minutes(1)}`)).rejects.toMatchObject({
      code: 'LOG',
      message: /it is another one.*Rebuild/,
    });
  });

  test('of a record that the shard cannot have is refused', async () => {
    const log = await stream();
    const sequence = '49590338271490256608559692538361571095921575989136588898';
    const reader = await open(log, {}, `${sequence}@${Date.now()}`);
    await expect(reader.next(never)).rejects.toMatchObject({ code: 'LOG', message: /another one.*Rebuild/ });
    await reader.close();
  });

  test('of a file is refused', async () => {
    await expect(open(await stream(), {}, 'q1b.x:17')).rejects.toMatchObject({ code: 'LOG' });
  });
});

describe('what cannot be read', () => {
  test('a stream that is not there is MISSING', async () => {
    const nowhere = kinesis('nowhere');
    await expect(openReader(nowhere, context())).rejects.toMatchObject({ code: 'MISSING', message: /nowhere/ });
    await expect(openReader(kinesis('nowhere', { limit: 5 }), context())).rejects.toMatchObject({ code: 'MISSING' });
  });

  test('a service that is not there is a WorldError', async () => {
    const far = kinesis('crypto', { endpoint: 'http://127.0.0.1:1' });
    await expect(openReader(far, context())).rejects.toMatchObject({ code: 'WORLD' });
  });

  test('without a right to it the error says what to do', async () => {
    const log = await stream();
    fixture.service.meddle(async () => failed('AccessDeniedException', 'User is not authorized to perform GetRecords'));
    await expect(open(log)).rejects.toMatchObject({ code: 'CONFIG', message: /not authorized.*Allow it in IAM/ });
  });

  test('without the key of the stream the error says so, and is not tried again', async () => {
    const log = await stream();
    const reader = await open(log);
    fixture.service.meddle(async () => failed('KMSAccessDeniedException', 'denied'));
    await expect(reader.next(never)).rejects.toMatchObject({ code: 'CONFIG', message: /key.*encrypted/ });
    await reader.close();
  });

  test('without credentials the error is one clear line', async () => {
    const log = await stream();
    const nowhere = {
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: '/nowhere',
      AWS_SHARED_CREDENTIALS_FILE: '/nowhere',
    };
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE']) vi.stubEnv(name, undefined);
    for (const [name, value] of Object.entries(nowhere)) vi.stubEnv(name, value);
    try {
      const error = await open(log).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'CONFIG', message: /Set AWS_PROFILE, or AWS_ACCESS_KEY_ID/ });
      expect(String(error)).not.toContain('\n');
    } finally {
      vi.unstubAllEnvs();
    }
  });
});
