import { describe, expect, test } from 'vitest';
import { type Duration, days, minutes } from '../../src/core/time.ts';
import { type Beginning, KEEP, LOST_AFTER } from '../../src/store/jobs.ts';
import { TAIL } from '../../src/store/log-tail.ts';
import type { Store } from '../../src/store/store.ts';
import type { MakeStore } from './store.ts';

const JOB = 'report';
const ENDING = { result: 'succeeded', duration: 1_200, records: 7, setAside: 0, log: 'all went well\n' } as const;

/** Begins a run and gives it; fails where it is another one's. */
async function begun(store: Store, owner: string, change: Partial<Beginning> = {}) {
  const { job, ...rest } = { job: JOB, cause: 'by hand', owner, keep: KEEP, ...change };
  const { begun, ...run } = await store.jobs.begin({ job, ...rest });
  if (!begun || !('number' in run)) throw new Error(`${owner} did not begin`);
  return { job, owner, number: run.number };
}

/** Begins a run, and ends it. */
async function ended(store: Store, owner: string, change: Partial<Beginning> = {}) {
  const run = await begun(store, owner, change);
  await store.jobs.finish(run, ENDING);
  return run;
}

const numbers = async (store: Store, job = JOB) =>
  (await store.jobs.runs(job, { limit: 1_000 })).map(({ number }) => number);
const stateOf = async (store: Store, number: number) => (await store.jobs.run(JOB, number))?.state;

export function jobs(make: MakeStore): void {
  test('keeps what is known of each run, and who comes later reads it', async () => {
    await using harness = await make();
    const { store } = harness;
    expect(await store.jobs.last({ limit: 9 })).toEqual([]);
    const first = await begun(store, 'a');
    expect(await store.jobs.run(JOB, first.number)).toEqual({
      ...{ job: JOB, number: 1, cause: 'by hand', scheduled: undefined, owner: 'a', state: 'running', log: '' },
      ...{ started: expect.any(Number), duration: expect.any(Number), error: undefined, pictures: [] },
      ...{ records: undefined, setAside: undefined },
    });
    const picture = { name: 'chart', type: 'image/png', data: new Uint8Array([0, 255, 10, 0]) };
    await store.jobs.finish(first, { ...ENDING, pictures: [picture] });
    const second = await begun(store, 'b', { cause: 'schedule', scheduled: 60_000 });
    const error = 'The world ended\nin many lines';
    await store.jobs.finish(second, { result: 'failed', duration: 5, records: 3, setAside: 2, log: 'no', error });
    await begun(store, 'c', { job: 'other' });

    const reader = await harness.reader();
    expect(await reader.jobs.runs(JOB, { limit: 9 })).toMatchObject([
      {
        ...{ number: 2, cause: 'schedule', scheduled: 60_000, state: 'failed', duration: 5, error: 'The world ended' },
        ...{ records: 3, setAside: 2 },
      },
      {
        number: 1,
        state: 'succeeded',
        duration: 1_200,
        records: 7,
        setAside: 0,
        pictures: [{ name: 'chart', type: 'image/png', bytes: 4 }],
      },
    ]);
    expect(await reader.jobs.last({ limit: 9 })).toMatchObject([
      { job: 'other', number: 1, state: 'running' },
      { job: JOB, number: 2, state: 'failed' },
    ]);
    expect(await reader.jobs.run(JOB, 1)).toMatchObject({ log: 'all went well\n' });
    expect(await reader.jobs.picture(JOB, 1, 'chart')).toEqual(picture);
    expect(await reader.jobs.picture(JOB, 1, 'none')).toBeUndefined();
    expect(await reader.jobs.run(JOB, 3)).toBeUndefined();
    expect(await reader.jobs.runs('none', { limit: 9 })).toEqual([]);
    await reader.close();
  });

  test('reads runs by page, the newest first, and jobs by page, in the order of their names', async () => {
    await using harness = await make();
    const { store } = harness;
    for (const owner of ['a', 'b', 'c', 'd', 'e']) await ended(store, owner);
    const page = async (before?: number) =>
      (await store.jobs.runs(JOB, { limit: 2, before })).map(({ number }) => number);
    expect(await page()).toEqual([5, 4]);
    expect(await page(4)).toEqual([3, 2]);
    expect(await page(2)).toEqual([1]);
    const names = ['b', 'a', 'ä {x}', '\ue000', '😀', 'a b'];
    for (const job of names) await ended(store, 'x', { job });
    const ordered = [JOB, ...names].sort();
    const last = async (after?: string) => (await store.jobs.last({ limit: 4, after })).map(({ job }) => job);
    expect(await last()).toEqual(ordered.slice(0, 4));
    expect(await last(ordered[3])).toEqual(ordered.slice(4));
  });

  test('of all that begin a job for the same time at once one does, and it may ask again', async () => {
    await using harness = await make();
    const handles = [harness.store, await harness.again(), await harness.again()];
    for (const scheduled of [60_000, 120_000, 180_000]) {
      const beginning = (owner: string) => ({ job: JOB, cause: 'schedule', scheduled, owner, keep: KEEP });
      const told = await Promise.all(handles.map((one, i) => one.jobs.begin(beginning(`owner ${i}`))));
      const won = told.findIndex(({ begun }) => begun);
      expect(told.filter(({ begun }) => begun)).toEqual([{ begun: true, number: scheduled / 60_000 }]);
      for (const one of handles) {
        expect(await one.jobs.begin(beginning(`owner ${won}`))).toEqual(told[won]);
        expect(await one.jobs.begin(beginning('late'))).toEqual({ begun: false });
      }
    }
    expect(await numbers(harness.store)).toEqual([3, 2, 1]);
    for (const one of handles.slice(1)) await one.close();
  });

  test('a run by hand is one of its own, unless the same owner asks again', async () => {
    await using harness = await make();
    const { store } = harness;
    expect(await begun(store, 'a')).toMatchObject({ number: 1 });
    expect(await begun(store, 'b')).toMatchObject({ number: 2 });
    expect(await begun(store, 'a')).toMatchObject({ number: 1 });
    expect(await begun(store, 'a', { scheduled: 1 }), 'at a time is another').toMatchObject({ number: 3 });
    expect(await begun(store, 'a', { job: 'other' })).toMatchObject({ number: 1 });
  });

  test('the first ending counts, and only that of its owner', async () => {
    await using harness = await make();
    const { store } = harness;
    const run = await begun(store, 'a');
    await store.jobs.finish({ ...run, owner: 'b' }, ENDING);
    await store.jobs.finish({ ...run, number: 7 }, ENDING);
    await store.jobs.beat({ ...run, owner: 'b' }, 'not mine');
    expect(await store.jobs.run(JOB, 1)).toMatchObject({ state: 'running', log: '' });
    const picture = { name: 'p', type: 'text/plain', data: new Uint8Array([1]) };
    for (let i = 0; i < 2; i++) await store.jobs.finish(run, { ...ENDING, result: 'timed out', pictures: [picture] });
    await store.jobs.finish(run, { ...ENDING, duration: 9, log: 'otherwise' });
    await store.jobs.beat(run, 'a late one');
    expect(await store.jobs.run(JOB, 1)).toMatchObject({ state: 'timed out', duration: 1_200, log: ENDING.log });
    expect(await numbers(store)).toEqual([1]);
  });

  test('a run that is not heard of is lost, with what it said, and runs again when it is; it may still end', async () => {
    await using harness = await make();
    const { store, pass } = harness;
    const run = await begun(store, 'a');
    await pass(LOST_AFTER / 2);
    await store.jobs.beat(run, 'so far\n');
    await pass((LOST_AFTER * 3) / 4);
    await store.jobs.beat(run);
    expect(await store.jobs.run(JOB, 1)).toMatchObject({ state: 'running', log: 'so far\n' });
    await pass(LOST_AFTER);
    const lost = await store.jobs.run(JOB, 1);
    expect(lost).toMatchObject({ state: 'lost', log: 'so far\n' });
    await pass(minutes(5));
    expect((await store.jobs.run(JOB, 1))?.duration, 'until it was last heard of').toBe(lost?.duration);
    expect(await store.jobs.last({ limit: 1 })).toMatchObject([{ state: 'lost' }]);
    expect(await store.jobs.runs(JOB, { limit: 1 })).toMatchObject([{ state: 'lost' }]);
    await store.jobs.beat(run);
    expect(await stateOf(store, 1)).toBe('running');
    await pass(LOST_AFTER);
    await store.jobs.finish(run, ENDING);
    expect(await stateOf(store, 1)).toBe('succeeded');
  });

  test('a run that was heard of in a time that is yet to come, by a clock that was wrong, does not run for ever', async () => {
    await using harness = await make();
    await begun(harness.store, 'a');
    await harness.pass(-2 * LOST_AFTER);
    expect(await harness.store.jobs.run(JOB, 1)).toMatchObject({ state: 'lost', duration: 0 });
    for (const owner of ['b', 'c']) await ended(harness.store, owner, { keep: { ...KEEP, runs: 2 } });
    expect(await numbers(harness.store)).toEqual([3, 2]);
  });

  describe('forgets', () => {
    const keeping = (runs: number, age: Duration = Number.POSITIVE_INFINITY) => ({ keep: { runs, age } });

    test('all but the newest, and never one that runs; a lost one does not', async () => {
      await using harness = await make();
      const { store, pass } = harness;
      await begun(store, 'lost', keeping(3));
      await pass(LOST_AFTER);
      const running = await begun(store, 'running', keeping(3));
      await store.jobs.finish(await begun(store, 'a'), {
        ...ENDING,
        pictures: [{ name: 'p', type: 't', data: new Uint8Array(1) }],
      });
      for (const owner of ['b', 'c', 'd']) await ended(store, owner, keeping(3));
      expect(await numbers(store)).toEqual([6, 5, 4, 2]);
      expect(await store.jobs.run(JOB, 1)).toBeUndefined();
      expect(await store.jobs.picture(JOB, 3, 'p')).toBeUndefined();
      await store.jobs.finish(running, ENDING);
      await ended(store, 'e', keeping(3));
      expect(await numbers(store)).toEqual([7, 6, 5]);
    });

    test('what began too long ago, but never the last run nor the one before, and gives no number again', async () => {
      await using harness = await make();
      const { store, pass } = harness;
      for (const owner of ['a', 'b', 'c']) await ended(store, owner);
      await pass(days(2));
      await ended(store, 'd', keeping(10, days(1)));
      expect(await numbers(store)).toEqual([4, 3]);
      await pass(days(2));
      expect(await ended(store, 'e', keeping(10, days(1)))).toMatchObject({ number: 5 });
      expect(await numbers(store)).toEqual([5, 4]);
      expect(await begun(store, 'a'), 'nor takes a forgotten run for this one').toMatchObject({ number: 6 });
    });

    test('no time for which a run was due: it is not run twice', async () => {
      await using harness = await make();
      const { store } = harness;
      const taken = async (scheduled: number) => {
        const late = { job: JOB, cause: 'schedule', scheduled, owner: 'a', ...keeping(1) };
        expect(await store.jobs.begin(late)).toEqual({ begun: false });
      };
      for (const scheduled of [20, 30, 40]) await ended(store, 'a', { scheduled, ...keeping(1) });
      expect(await numbers(store)).toEqual([3]);
      for (const scheduled of [10, 20, 30]) await taken(scheduled);
      const missed = await ended(store, 'b', { scheduled: 35, ...keeping(1) });
      expect(missed, 'but one that was missed may come late').toMatchObject({ number: 4 });
      await ended(store, 'a', { scheduled: 50, ...keeping(1) });
      for (const scheduled of [36, 40]) await taken(scheduled);
    });

    test('and begins what is due though the clock, and what was due by it, was once years ahead', async () => {
      await using harness = await make();
      const { store, pass } = harness;
      await ended(store, 'a');
      const now = (await store.jobs.run(JOB, 1))?.started ?? 0;
      const due = (scheduled: number) => ended(store, 'a', { scheduled, ...keeping(2) });
      await due(now);
      await pass(days(1_000));
      for (const minute of [1, 2, 3, 4]) await due(now + days(1_000) + minutes(minute));
      await pass(-days(1_000));
      for (const minute of [5, 6, 7, 8]) await due(now + minutes(minute));
      expect(await numbers(store)).toEqual([10, 9]);
      const again = { job: JOB, cause: 'schedule', scheduled: now + minutes(5), owner: 'a', ...keeping(2) };
      expect(await store.jobs.begin(again), 'but not what has run').toEqual({ begun: false });
    });

    test('many of them, some at each beginning', async () => {
      await using harness = await make();
      const { store } = harness;
      for (let i = 0; i < 120; i++) await ended(store, `owner ${i}`, keeping(1_000));
      await ended(store, 'x', keeping(5));
      expect(await numbers(store)).toHaveLength(21);
      await ended(store, 'y', keeping(5));
      expect(await numbers(store)).toEqual([122, 121, 120, 119, 118]);
    });

    test.each([
      [{ runs: 0, age: 1 }],
      [{ runs: 1.5, age: 1 }],
      [{ runs: 1e9, age: 1 }],
      [{ runs: 1, age: Number.NaN }],
    ])('nothing by %o, which is refused', async (keep) => {
      await using harness = await make();
      const begin = async () => harness.store.jobs.begin({ job: JOB, cause: 'by hand', owner: 'a', keep });
      await expect(begin()).rejects.toMatchObject({ code: 'CONFIG', message: expect.stringMatching(/Wanted: 1 to/) });
    });
  });

  test('keeps the end of what was said, within bounds, without passwords', async () => {
    await using harness = await make();
    const { store } = harness;
    const logOf = async (log: string) => {
      const run = await begun(store, log.slice(0, 40));
      await store.jobs.beat(run, log);
      const soFar = (await store.jobs.run(JOB, run.number))?.log;
      await store.jobs.finish(run, { ...ENDING, log });
      const { log: kept = '' } = (await store.jobs.run(JOB, run.number)) ?? {};
      expect(soFar).toBe(kept);
      return kept;
    };
    const lines = Array.from({ length: TAIL.lines + 5 }, (_, i) => `line ${i}\n`);
    expect(await logOf(lines.join(''))).toBe(lines.slice(5).join(''));
    const long = Array.from({ length: 900 }, (_, i) => `${i} ${'ä'.repeat(500)}\n`);
    const kept = await logOf(long.join(''));
    expect(Buffer.byteLength(kept)).toBeLessThanOrEqual(TAIL.bytes);
    expect(kept).toBe(long.slice(-kept.split('\n').length + 1).join(''));
    expect(await logOf(`${'x'.repeat(1 << 20)}\nthe end`)).toMatch(/^x{16384}…\nthe end\n$/);
    expect(await logOf('10 %\r20 %\u2028done\n\n  in\n')).toBe('10 %\r20 %\u2028done\n\n  in\n');
    expect(await logOf('😀 half \ud83d, nul \0\n')).toBe('😀 half \ufffd, nul \0\n');
    const secret = 'at redis://me:hush@host:6379/0, mail a@b.c';
    expect(await logOf(secret)).toBe('at redis://…@host:6379/0, mail a@b.c\n');
    const run = await begun(store, 'error');
    await store.jobs.finish(run, { ...ENDING, result: 'failed', error: `${secret}${'!'.repeat(5_000)}` });
    expect((await store.jobs.run(JOB, run.number))?.error).toMatch(/^at redis:\/\/…@host.*!$/);
    expect((await store.jobs.run(JOB, run.number))?.error).toHaveLength(1_000);
  });

  test('keeps no more pictures than it may, and says which ones it left out', async () => {
    await using harness = await make();
    const { store } = harness;
    const picture = (name: string, bytes: number) => ({ name, type: 'image/png', data: new Uint8Array(bytes) });
    const run = await begun(store, 'a');
    const many = Array.from({ length: 12 }, (_, i) => picture(`p${i}`, 100));
    await store.jobs.finish(run, { ...ENDING, pictures: [picture('p0', 1), picture('large', 5 << 20), ...many] });
    const { pictures, log } = (await store.jobs.run(JOB, 1)) ?? {};
    expect(pictures).toEqual(many.slice(0, 10).map(({ name, type }) => ({ name, type, bytes: 100 })));
    expect(log?.match(/^The picture \w+ of \d+ bytes is left out/gm)).toEqual([
      'The picture large of 5242880 bytes is left out',
      'The picture p10 of 100 bytes is left out',
      'The picture p11 of 100 bytes is left out',
    ]);
    expect((await store.jobs.picture(JOB, 1, 'p9'))?.data).toHaveLength(100);
    expect(await store.jobs.picture(JOB, 1, 'large')).toBeUndefined();
  });
}
