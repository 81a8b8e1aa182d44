import { expect, test } from 'vitest';
import { foldOf } from '../../src/core/pipeline.ts';
import { seconds } from '../../src/core/time.ts';
import { count, pipeline, scan, total, view } from '../../src/index.ts';
import { viewRows } from '../../src/runtime/view.ts';
import { Kept } from '../support/outside.ts';
import { noAnswer, seenThrough } from '../support/seen-store.ts';
import { at, type Event, Shards } from '../support/shards.ts';
import { type World, world } from '../support/world.ts';

const scope = { pipeline: 'job', version: 1 };

/** Counts the events of each key, one read a commit. */
function counting({ trace }: World) {
  const shards = new Shards({ bounded: true, perRead: 1, trace });
  shards.add('a', [...at('x', 1, 2), ...at('y', 3)]);
  const sink = new Kept<unknown>('sink');
  const job = pipeline('job')
    .from(shards)
    .pipe(total({ key: 'key' }, { n: count() }))
    .to(view('counted'), sink);
  return { job, sink };
}

const often = { limits: { commitEvery: 0 } };
const rowsOf = ({ store }: World, of = counting(world()).job) => Array.fromAsync(viewRows(store, scope, foldOf(of)));
const opened = ({ trace }: World) => trace.filter((one) => one.startsWith('open a'));

test('each run of a job starts anew: it reads all again, and its rows are those of this run alone', async () => {
  const here = world();
  const { job, sink } = counting(here);
  for (let run = 1; run <= 3; run++) {
    expect(await here.start(job, often).ended).toBeUndefined();
    expect(await rowsOf(here)).toMatchObject([
      { key: 'x', n: 2, final: true },
      { key: 'y', n: 1, final: true },
    ]);
    expect(await here.store.counts(scope)).toMatchObject({ records: 3, folded: 3 });
    expect(sink.written).toHaveLength(2 * run);
  }
  expect(opened(here)).toEqual(['open a', 'open a', 'open a']);
});

test('a job that was stopped half-way starts anew, too', async () => {
  const here = world();
  const { job } = counting(here);
  const commits = Promise.withResolvers<void>();
  const store = seenThrough(here.store, (method, make) => {
    if (method === 'commit') commits.resolve();
    return make();
  });
  const first = here.start(job, { ...often, store });
  await commits.promise;
  expect(await first.stop()).toBeUndefined();
  expect(await here.store.roster(scope)).toMatchObject([{ position: '1', ended: false }]);
  await here.start(job, often).ended;
  expect(opened(here)).toEqual(['open a', 'open a']);
  expect(await rowsOf(here)).toMatchObject([{ n: 2 }, { n: 1 }]);
});

test('what the world fails within a run goes on from the last commit', async () => {
  const here = world();
  const { job } = counting(here);
  let commits = 0;
  const store = seenThrough(here.store, (method, make) =>
    method === 'commit' && ++commits === 2 ? noAnswer() : make(),
  );
  await here.start(job, { ...often, store }).ended;
  expect(opened(here)).toEqual(['open a', 'open a from 1']);
  expect(await rowsOf(here)).toMatchObject([{ n: 2 }, { n: 1 }]);
});

test('a run that loses its lease, and gets it back, goes on with what it had begun', async () => {
  const here = world();
  const { job, sink } = counting(here);
  let lost = false;
  let commits = 0;
  const store = seenThrough(here.store, (method, make) => {
    if (method === 'lease' && lost) {
      lost = false;
      return Promise.resolve({ held: false, owner: 'thief', expires: 0 });
    }
    if (method !== 'commit' || ++commits !== 2) return make();
    // While it waits for this commit, its lease is in other hands.
    lost = true;
    return here.clock.sleep(seconds(60)).then(noAnswer);
  });
  expect(await here.start(job, { ...often, store }).ended).toBeUndefined();
  expect(opened(here)).toEqual(['open a', 'open a from 1']);
  expect(sink.written.map(({ value }) => value)).toMatchObject([{ n: 2 }, { n: 1 }]);
});

test('a run whose last commit was made unheard is over, and reads nothing again', async () => {
  const here = world();
  const { job, sink } = counting(here);
  let commits = 0;
  const store = seenThrough(here.store, (method, make) => {
    const made = make();
    return method === 'commit' && ++commits === 3 ? Promise.resolve(made).then(noAnswer) : made;
  });
  const { ended, progress } = here.start(job, { ...often, store });
  expect(await ended).toBeUndefined();
  expect(opened(here)).toEqual(['open a']);
  expect(sink.written).toHaveLength(2);
  expect(progress.at(-1)).toMatchObject({ position: '3', ended: true, records: 0, counts: { records: 3 } });
});

test.each([
  [true, ['1', '2', '3', '4']],
  [false, ['1', '2', '1', '2']],
])('cells that are kept: %s go on in the next run, while positions do not', async (keep, seen) => {
  const here = world();
  const shards = new Shards({ bounded: true });
  shards.add('a', at('x', 1, 2));
  const sink = new Kept<string>('sink');
  const numbered = scan({ key: (_: Event) => 'all', zero: () => '0', keep }, (n) => String(Number(n) + 1));
  const job = pipeline('job').from(shards).pipe(numbered).to(sink);
  for (let run = 0; run < 2; run++) await here.start(job).ended;
  expect(sink.written.map(({ value }) => value)).toEqual(seen);
});
