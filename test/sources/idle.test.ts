import { utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Clock, Millis } from '../../src/core/time.ts';
import {
  type Alert,
  alert,
  count,
  type Idle,
  idle,
  log,
  minutes,
  parse,
  pipeline,
  print,
  seconds,
  total,
  trade,
  tumble,
  view,
} from '../../src/index.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { run } from '../../src/runtime/run.ts';
import { virtualClock } from '../../src/runtime/virtual-clock.ts';
import { memoryStore } from '../../src/store/memory.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { testContext } from '../support/context.ts';
import { folderPerTest } from '../support/folder.ts';
import { outcomeOf } from '../support/outcome.ts';
import { Kept } from '../support/outside.ts';
import { noRedis, redisServer } from '../support/redis/server.ts';
import { at, Shards } from '../support/shards.ts';

const folder = folderPerTest();
const NOON = Date.UTC(2024, 7, 8, 12);

const shards = () => {
  const source = new Shards();
  const counted = pipeline('counted')
    .from(source)
    .pipe(tumble({ size: minutes(1), lateness: 0, key: 'key' }, { n: count() }))
    .to(view('per-minute'));
  return { source, counted };
};

interface World {
  readonly clock: Clock;
  readonly store: Store;
}

/** Runs a pipeline until its source ends, or for good. */
const started = (of: Parameters<typeof run>[0], { clock, store }: World, scheduled: Millis = NOON) => {
  const { logger } = testContext();
  const stop = new AbortController();
  const options = { clock, store, logger, logUrl: `file:${folder}`, signal: stop.signal, owner: of.name, scheduled };
  const outcome = outcomeOf(run(of, { ...options, limits: { commitEvery: 0 } }));
  return {
    ...outcome,
    stop: () => {
      stop.abort();
      return outcome.ended;
    },
  };
};

async function idleOf(options: Parameters<typeof idle>[0], here: World, scheduled: Millis): Promise<readonly Idle[]> {
  const sink = new Kept<Idle>('sink');
  const failed = await started(pipeline('watch').from(idle(options)).to(sink), here, scheduled).ended;
  if (failed) throw failed;
  return sink.written.map(({ value }) => value);
}

/** A view that moves to 12:03 and stands there, watched from the store that it is kept in. */
async function viewWatched(here: World): Promise<void> {
  const { source, counted } = shards();
  expect(await idleOf({ views: [counted] }, here, NOON)).toEqual([
    { of: 'view:per-minute', moved: null, idle: NOON, time: NOON },
  ]);
  const [a, b] = [source.add('a'), source.add('b')];
  const running = started(counted, here);
  a.append(...at('x', NOON, NOON + minutes(7)));
  b.append(...at('x', NOON + minutes(1), NOON + minutes(3)));
  const moved = async () => (await here.store.roster({ pipeline: 'counted', version: 1 })).map((one) => one.watermark);
  while ((await moved()).toSorted().join() !== [NOON + minutes(3), NOON + minutes(7)].join());
  expect(await idleOf({ views: [counted] }, here, NOON + minutes(9))).toEqual([
    { of: 'view:per-minute', moved: NOON + minutes(3), idle: minutes(6), time: NOON + minutes(9) },
  ]);
  expect(await running.stop()).toBeUndefined();
}

describe('a view has moved as far as its rows are final', () => {
  test('in memory', async () => {
    const clock = virtualClock(NOON);
    await viewWatched({ clock, store: memoryStore({ clock }) });
  });

  test('in SQLite', async () => {
    const clock = virtualClock(NOON);
    const store = await openStore(`sqlite:${join(folder, 'store.db')}`, { clock });
    await viewWatched({ clock, store });
    await store.close();
  });

  test.skipIf(noRedis)('in Redis', async () => {
    await using server = await redisServer();
    const store = await openStore(server.url, { clock: systemClock });
    await viewWatched({ clock: systemClock, store });
    await store.close();
  });
});

test('people are told once that a log stands still, and once that it moves again', async () => {
  const clock = virtualClock(NOON);
  const here = { clock, store: memoryStore({ clock }) };
  const sink = new Kept<Alert<Idle>>('sink');
  const watch = pipeline('stalled')
    .from(idle({ logs: [log('crypto')] }))
    .pipe(alert({ key: 'of', of: 'idle', above: minutes(10), recovery: true }))
    .to(sink);
  const path = join(folder, 'crypto.ndjson');
  await writeFile(path, '{}\n');
  const writtenAt = (time: Millis) => utimes(path, time / 1_000, time / 1_000);
  await writtenAt(NOON);
  for (let minute = 1; minute <= 60; minute++) {
    if (minute === 35) await writtenAt(NOON + minutes(34) + seconds(30));
    expect(await started(watch, here, NOON + minutes(minute)).ended).toBeUndefined();
  }
  expect(sink.written.map(({ value: { key, over, event } }) => [key, over, event.time - NOON, event.idle])).toEqual([
    ['log:crypto', false, minutes(11), minutes(11)],
    ['log:crypto', true, minutes(35), seconds(30)],
    ['log:crypto', false, minutes(45), minutes(10.5)],
  ]);
});

test('a log that was written after the run was due has moved just now', async () => {
  const clock = virtualClock(NOON);
  await writeFile(join(folder, 'crypto.ndjson'), '{}\n');
  const [item] = await idleOf({ logs: [log('crypto')] }, { clock, store: memoryStore({ clock }) }, NOON);
  expect(item).toMatchObject({ of: 'log:crypto', idle: 0 });
});

describe('what cannot be watched is refused', () => {
  const config = (why: RegExp) => expect.objectContaining({ code: 'CONFIG', message: expect.stringMatching(why) });
  const { counted } = shards();

  test('before anything runs', () => {
    expect(() => idle({})).toThrow(config(/watches nothing/));
    const printed = pipeline('printed').from(log('crypto')).to(print());
    expect(() => idle({ views: [counted, printed] })).toThrow(config(/printed, which keeps no view/));
    const job = pipeline('job')
      .from(log('crypto', { limit: 9 }))
      .pipe(parse(trade), total({ key: 'symbol' }, { n: count() }))
      .to(view('job'));
    expect(() => idle({ views: [job] })).toThrow(config(/job, which is a job/));
  });

  test('when it runs, where only then it is known what it is', async () => {
    const clock = virtualClock(NOON);
    const here = { clock, store: memoryStore({ clock }) };
    const { lastWrite: _, ...untold } = log('crypto');
    await expect(idleOf({ logs: [untold] }, here, NOON)).rejects.toEqual(config(/log:crypto was written last cannot/));
    const toStdout = log('crypto').lastWrite?.(testContext({ logUrl: 'stdout:' }));
    await expect(toStdout).rejects.toEqual(config(/stdout: was written last cannot be told/));
  });
});

test('what is watched may change without a rebuild', () => {
  const { counted } = shards();
  const of = (options: Parameters<typeof idle>[0]) => idle(options);
  expect(of({ views: [counted] }).fingerprint).toBe(of({ logs: [log('crypto')] }).fingerprint);
  expect(of({ views: [counted], logs: [log('crypto')] }).name).toBe('idle(view:per-minute, log:crypto)');
});
