import { describe, expect, test } from 'vitest';
import { never } from '../../../src/core/never.ts';
import type { Known } from '../../../src/core/source.ts';
import { minutes } from '../../../src/core/time.ts';
import { type KinesisOptions, kinesis } from '../../../src/logs/kinesis/kinesis.ts';
import { hastyClock } from '../../support/clock.ts';
import { testContext } from '../../support/context.ts';
import { counting, paging } from '../../support/kinesis/faults.ts';
import { kinesisFixture } from '../../support/kinesis/fixture.ts';
import { failed } from '../../support/kinesis/meddling.ts';
import { listsOf, shardId, type TestStream } from '../../support/kinesis/streams.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { itemsOf, take } from '../../support/reading.ts';

const fixture = kinesisFixture();
const { stream } = fixture;

const context = (clock = hastyClock()) => testContext({ clock, logUrl: fixture.service.logUrl });
const lists = (
  { name }: TestStream,
  options: KinesisOptions = {},
  known: readonly Known[] = [],
  clock = hastyClock(),
) => listsOf(kinesis(name, options), context(clock), known);
const known = (n: number, ended = false): Known => ({ partition: shardId(n), parents: [], ended });
const numbers = (list: readonly { readonly id: string; readonly parents: readonly string[] }[]) =>
  list.map(({ id, parents }) => [id, ...parents].map((one) => Number(one.slice(-12))).join('<'));

describe('the shards of a stream', () => {
  test('are all listed, however many answers that takes', async () => {
    const log = await stream(7);
    const count = counting();
    fixture.service.meddle(count, paging);
    for await (const list of lists(log)) {
      expect(numbers(list)).toEqual(['0', '1', '2', '3', '4', '5', '6']);
      break;
    }
    expect(count.calls.get('ListShards')).toBe(4);
  });

  test('are listed with their parents, two behind a merge', async () => {
    const log = await stream(2);
    await log.split(0, 2n ** 125n);
    await log.merge(3, 1);
    for await (const list of lists(log)) {
      expect(numbers(list)).toEqual(['0', '1', '2<0', '3<0', '4<3<1']);
      break;
    }
  });

  test('are listed again each minute, and told when there are others', async () => {
    const log = await stream(2);
    const count = counting();
    fixture.service.meddle(count);
    const clock = new ManualClock(Date.now());
    const all = lists(log, {}, [], clock);
    expect(numbers((await all.next()).value ?? [])).toEqual(['0', '1']);
    const asked = async (times: number) => {
      const began = clock.elapsed();
      while ((count.calls.get('ListShards') ?? 0) < times) await clock.advance(1_000);
      return clock.elapsed() - began;
    };
    expect(await asked(2)).toBe(minutes(1));
    expect(await asked(4)).toBeGreaterThanOrEqual(minutes(2));
    await log.split(1, 2n ** 127n + 2n ** 125n);
    const next = all.next();
    await asked(6);
    expect(numbers((await next).value ?? [])).toEqual(['0', '1', '2<1', '3<1']);
    await all.return();
  });

  test('are listed at once when one of them ends', async () => {
    const log = await stream(1);
    const clock = new ManualClock(Date.now());
    const all = lists(log, {}, [], clock);
    const [root] = (await all.next()).value ?? [];
    await log.split(0, 2n ** 125n);
    const next = all.next();
    const reader = await root?.open(undefined);
    const read = { over: false };
    const toEnd = async () => {
      const first = await reader?.next(never);
      return first?.ended ? first : await reader?.next(never);
    };
    const ended = toEnd().finally(() => {
      read.over = true;
    });
    while (!read.over) await clock.advance(100);
    expect(await ended).toMatchObject({ ended: { children: [{}, {}] } });
    expect(numbers((await next).value ?? [])).toEqual(['0', '1<0', '2<0']);
    expect(clock.elapsed()).toBeLessThan(minutes(1));
    await reader?.close();
    await all.return();
  });

  test('are told no more once nobody listens, and hold no connection', async () => {
    const log = await stream(1);
    for await (const _list of lists(log)) break;
    const count = counting();
    fixture.service.meddle(count);
    while ((await fixture.service.connections()) > 0) await new Promise((resolve) => setImmediate(resolve));
    expect(count.calls.size).toBe(0);
  });

  test('that cannot be listed for now are a WorldError, for good an error that says what to do', async () => {
    const log = await stream(1);
    fixture.service.meddle(async () => failed('InternalFailure'));
    await expect(lists(log).next()).rejects.toMatchObject({ code: 'WORLD' });
    fixture.service.meddle(async () => failed('ExpiredTokenException'));
    await expect(lists(log).next()).rejects.toMatchObject({ code: 'CONFIG', message: /Get new credentials/ });
  });
});

describe('a pipeline from latest', () => {
  const latest = { from: 'latest' } as const;
  const textsOf = async (log: TestStream, of: readonly Known[], shard: number, n: number) => {
    for await (const list of lists(log, latest, of)) {
      const reader = await list.find(({ id }) => id === shardId(shard))?.open(undefined);
      if (!reader) throw new Error(`${shard} is not listed`);
      const items = await take(reader, n);
      await reader.close();
      return items.map(({ text }) => text);
    }
    return [];
  };

  test('does not read what was over before, and reads the open ones from now on', async () => {
    const log = await stream(1);
    await log.put(['before']);
    await log.split(0, 2n ** 127n);
    await log.put(['before, too']);
    for await (const list of lists(log, latest)) {
      expect(numbers(list)).toEqual(['1', '2']);
      const reader = await list[0]?.open(undefined);
      await log.put(['now']);
      const texts: string[] = [];
      while (reader && texts.length === 0) texts.push(...itemsOf(await reader.next(never)).map(({ text }) => text));
      expect(texts).toEqual(['now']);
      await reader?.close();
      break;
    }
  });

  test('reads children of what it has read whole, also when it was down while they came', async () => {
    const log = await stream(1);
    await log.split(0, 2n ** 127n);
    await log.put(['first of the child']);
    expect(await textsOf(log, [known(0)], 1, 1)).toEqual(['first of the child']);
    expect(await textsOf(log, [known(0, true), known(1), known(2)], 1, 1)).toEqual(['first of the child']);
  });
});

describe('a stream that is another one', () => {
  test('is refused: what was read to its end is open, or what was not is gone', async () => {
    const log = await stream(2);
    await expect(lists(log, {}, [known(0, true), known(1)]).next()).rejects.toMatchObject({ code: 'LOG' });
    await expect(lists(log, {}, [known(0), known(7)]).next()).rejects.toMatchObject({ code: 'LOG' });
  });
});
