import { expect, test } from 'vitest';
import { fingerprintOf } from '../../src/core/fingerprint.ts';
import { foldOf } from '../../src/core/pipeline.ts';
import { seconds } from '../../src/core/time.ts';
import { days, hours, millis, pipeline, rows, sum, total, view } from '../../src/index.ts';
import { check } from '../../src/runtime/check.ts';
import { keptRowsIn } from '../../src/runtime/kept-rows.ts';
import { Kept } from '../support/outside.ts';
import { noAnswer, seenThrough } from '../support/seen-store.ts';
import { at, Shards } from '../support/shards.ts';
import { world } from '../support/world.ts';
import { brief, perTen } from './windows.ts';

type Tens = { readonly key: string; readonly start: number; readonly n: number };

/** The same pipeline under another name, so that both may run in one store. */
const named = (name: string, like: ReturnType<typeof perTen>, keep = days(1)): typeof like => ({
  ...like,
  name,
  destinations: [view(name, { keep })],
});

/** A pipeline that has counted windows of ten from 0 to 60, of which the last is open; and a job that reads some. */
async function counted({ last = 30, open = false } = {}) {
  const here = world();
  const shards = new Shards();
  const [p, q] = [shards.add('p'), shards.add('q')];
  const first = perTen(shards);
  here.start(first);
  for (const shard of [p, q]) shard.append(...[1, 11, 21, 31, 41, 55].flatMap((time) => at('b', time)), ...at('a', 56));
  await here.clock.sleep(seconds(1));
  const sink = new Kept<Tens>('sink');
  const job = pipeline('job')
    .from(rows(first, { last: millis(last), open }))
    .to(sink);
  return { ...here, shards, p, q, first, job, sink, written: () => sink.written.map(({ value }) => brief(value)) };
}

test('the last rows are those final ones whose windows start within so long before the run was due', async () => {
  const { start, job, written, sink } = await counted();
  expect(await start(job, { scheduled: 50 }).ended, 'it is a job').toBeUndefined();
  expect(written()).toEqual(['b 20:2', 'b 30:2', 'b 40:2']);
  expect(sink.written.every(({ value }) => (value as { final?: boolean }).final)).toBe(true);
  expect(await start(job, { scheduled: 41 }).ended).toBeUndefined();
  expect(written().slice(3), 'from 11 on, to 41').toEqual(['b 20:2', 'b 30:2', 'b 40:2']);
  expect(await start(job, { scheduled: 30 }).ended).toBeUndefined();
  expect(written().slice(6)).toEqual(['b 0:2', 'b 10:2', 'b 20:2']);
});

test('open windows are among them if wanted, behind the others', async () => {
  const { start, job, written } = await counted({ open: true });
  await start(job, { scheduled: 60 }).ended;
  expect(written()).toEqual(['b 30:2', 'b 40:2', 'a 50:2', 'b 50:2']);
});

test('as many open windows are held as it says, and where there is one more it is refused', async () => {
  const { store, shards, first, clock } = await counted();
  const { snapshot } = keptRowsIn(store);
  const of = { pipeline: first.name, fingerprint: fingerprintOf(first), fold: foldOf(first) };
  const open = () => snapshot(of, { from: 0, to: 1_000, open: true });
  const shard = shards.add('r');
  for (let i = 0; i < 9_998; i++) shard.append(...at(`key ${i}`, 57));
  await clock.sleep(seconds(10));
  expect((await open()).held).toHaveLength(10_000);
  shard.append(...at('one more', 57));
  await clock.sleep(seconds(1));
  await expect(open()).rejects.toMatchObject({ code: 'LIMIT', message: expect.stringContaining('10000 open rows') });
});

test('where nothing else decides, a run is due when it begins', async () => {
  const { clock, start, job, written } = await counted({ last: 1_000 });
  expect(clock.now()).toBe(1_000);
  await start(job).ended;
  expect(written()).toEqual(['b 0:2', 'b 10:2', 'b 20:2', 'b 30:2', 'b 40:2']);
});

test('a run that is opened again reads the same rows under the same names, whatever came since', async () => {
  const { clock, start, store, job, sink, written, p, q } = await counted({ last: 60, open: true });
  let fails = 0;
  const failing = seenThrough(store, (method, make) => {
    // The first commit is of what was chosen; the second, behind the writing outside, fails twice.
    if (method !== 'commit' || ++fails === 1 || fails > 3) return make();
    for (const shard of [p, q]) shard.append(...at('b', 57), ...at('c', 58, 75));
    return clock.sleep(seconds(1)).then(noAnswer);
  });
  expect(await start(job, { scheduled: 60, store: failing }).ended).toBeUndefined();
  const once = ['b 0:2', 'b 10:2', 'b 20:2', 'b 30:2', 'b 40:2', 'a 50:2', 'b 50:2'];
  expect(written()).toEqual([...once, ...once, ...once]);
  expect(new Set(sink.ids).size).toBe(once.length);
  await start(job, { scheduled: 60 }).ended;
  expect(written().slice(21), 'the next run chooses anew').toEqual([...once.slice(0, 5), 'a 50:2', 'b 50:4', 'c 50:2']);
});

test('more rows than one read takes come in several, each once', async () => {
  const { clock, start, sink } = await counted();
  const shards = new Shards();
  const keys = Array.from({ length: 1_700 }, (_, i) => String(i).padStart(4, '0'));
  shards.add('p', [...keys.flatMap((key) => at(key, 1)), ...keys.flatMap((key) => at(key, 11)), ...at('end', 20)]);
  const other = named('other', perTen(shards));
  start(other);
  await clock.sleep(seconds(1));
  const job = pipeline('many')
    .from(rows(other, { last: millis(20) }))
    .to(sink);
  await start(job, { scheduled: 20, limits: { commitEvery: 0 } }).ended;
  expect(sink.written.map(({ value }) => value.key)).toEqual([...keys, ...keys]);
});

test('rows that were forgotten before they were read are LOG, and a view that keeps less than is wanted CONFIG', async () => {
  const { clock, start, shards, p, q } = await counted();
  const short = named('short', perTen(shards, { keep: millis(30) }), millis(30));
  expect(() => rows(short, { last: millis(31) })).toThrow(/last: 31 ms, and its view keeps rows for 30 ms only/);
  expect(() => rows(short, { last: Number.NaN })).toThrow(expect.objectContaining({ code: 'CONFIG' }));
  start(short);
  for (const shard of [p, q]) shard.append(...at('b', 99));
  await clock.sleep(seconds(1));
  const job = pipeline('job')
    .from(rows(short, { last: millis(30) }))
    .to(new Kept('sink'));
  expect(await start(job, { scheduled: 60 }).ended).toMatchObject({ code: 'LOG' });
});

test('of a pipeline that has not run there are no rows, and the log says so', async () => {
  const { start, clock } = world();
  const sink = new Kept<unknown>('sink');
  const shards = new Shards();
  const job = pipeline('job')
    .from(rows(perTen(shards), { last: hours(1) }))
    .to(sink);
  const { ended, lines } = start(job);
  expect(await ended).toBeUndefined();
  expect(sink.written).toEqual([]);
  expect(lines).toContainEqual(expect.objectContaining({ level: 'warn', fields: { of: 'per-ten' } }));
  expect(clock.now()).toBeLessThan(seconds(1));
});

test('it is typed as the endless one, may be totalled and scheduled, and is another pipeline than that', () => {
  const tens = perTen(new Shards());
  const totalled = (last?: number) =>
    pipeline('job', last ? { schedule: '0 * * * *' } : {})
      .from(last ? rows(tens, { last }) : rows(tens))
      .pipe(total({ key: 'key' }, { n: sum('n') }))
      .to(new Kept<{ readonly n: number }>('sink'));
  expect(check(totalled(hours(1)))).toEqual([]);
  expect(check(totalled())).toMatchObject([expect.stringContaining('total answers when its source is over'), {}]);
  const prints = [undefined, hours(1), hours(2)].map((last) => fingerprintOf(totalled(last)));
  expect(new Set(prints).size).toBe(3);
});
