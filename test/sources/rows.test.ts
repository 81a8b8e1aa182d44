import { expect, test } from 'vitest';
import { minutes, seconds } from '../../src/core/time.ts';
import { count, millis, pipeline, print, rows, sum, total, tumble, view } from '../../src/index.ts';
import { Kept } from '../support/outside.ts';
import { at, Shards } from '../support/shards.ts';
import { world } from '../support/world.ts';
import { brief, perTen } from './windows.ts';

type Tens = { readonly key: string; readonly start: number; readonly n: number };

/** A pipeline that counts a log of two partitions, and a second one that writes the rows of it. */
function two() {
  const here = world();
  const shards = new Shards();
  const [p, q] = [shards.add('p'), shards.add('q')];
  const first = perTen(shards);
  const sink = new Kept<Tens>('sink');
  const second = pipeline('reading').from(rows(first)).to(sink);
  return { ...here, shards, p, q, first, second, sink, written: () => sink.written.map(({ value }) => brief(value)) };
}

test('each row comes once, when it is final, merged over the partitions, in closing order', async () => {
  const { clock, start, p, q, first, second, sink, written } = two();
  start(first);
  start(second);
  p.append(...at('b', 1, 2), ...at('a', 3, 11));
  q.append(...at('b', 4), ...at('c', 5));
  await clock.sleep(seconds(1));
  expect(written(), 'q has not left the first window').toEqual([]);
  q.append(...at('b', 12));
  await clock.sleep(seconds(1));
  expect(written()).toEqual(['a 0:1', 'b 0:3', 'c 0:1']);
  p.append(...at('a', 35));
  q.append(...at('a', 35));
  await clock.sleep(seconds(1));
  expect(written()).toEqual(['a 0:1', 'b 0:3', 'c 0:1', 'a 10:1', 'b 10:1']);
  expect(new Set(sink.ids).size).toBe(5);
  expect(sink.written.every(({ value }) => 'final' in value && value.final)).toBe(true);
});

test('whoever reads rows may begin before there are any', async () => {
  const { clock, start, p, q, first, second, written } = two();
  start(second);
  await clock.sleep(minutes(1));
  start(first);
  for (const shard of [p, q]) shard.append(...at('a', 1, 10));
  await clock.sleep(seconds(1));
  expect(written()).toEqual(['a 0:2']);
});

test('a restart goes on behind the last row, and what became final meanwhile is not missed', async () => {
  const { clock, start, p, q, first, second, sink, written } = two();
  start(first);
  for (let time = 1; time < 100; time += 10) {
    const reading = start(second);
    for (const shard of [p, q]) shard.append(...at('b', time), ...at('a', time, time + 1));
    await clock.sleep(seconds(1));
    if (time % 20 === 1) await reading.stop();
    else reading.kill();
    await clock.sleep(seconds(20));
  }
  const expected = Array.from({ length: 9 }, (_, i) => [`a ${10 * i}:4`, `b ${10 * i}:2`]).flat();
  expect(written()).toEqual(expected);
  expect(new Set(sink.ids).size).toBe(expected.length);
});

test('what is read again after a crash has the same ids', async () => {
  const { clock, start, p, q, first, second, sink, written, store } = two();
  start(first);
  for (const shard of [p, q]) shard.append(...at('a', 1), ...at('b', 2, 10));
  const commit = store.commit.bind(store);
  store.commit = (one) => (one.scope.pipeline === 'reading' ? new Promise(() => {}) : commit(one));
  const reading = start(second);
  await clock.sleep(seconds(1));
  reading.kill();
  store.commit = commit;
  await clock.sleep(minutes(1));
  start(second);
  await clock.sleep(seconds(1));
  expect(written()).toEqual(['a 0:2', 'b 0:2', 'a 0:2', 'b 0:2']);
  expect(sink.ids.slice(2)).toEqual(sink.ids.slice(0, 2));
});

test('more rows than one read takes come in several, and none is lost in between', async () => {
  const { clock, start, p, q, first, second, sink } = two();
  start(first);
  const keys = Array.from({ length: 2_500 }, (_, i) => String(i).padStart(4, '0'));
  p.append(...keys.flatMap((key) => at(key, 1)), ...at('end', 10));
  q.append(...at('end', 10));
  await clock.sleep(seconds(1));
  const { progress } = start(second, { limits: { commitEvery: 0 } });
  await clock.sleep(seconds(1));
  expect(sink.written.map(({ value }) => value.key)).toEqual(keys);
  expect(progress.map(({ records }) => records)).toEqual([1_000, 1_000, 500]);
});

test('the event time of a row is its start, so that a second window over rows closes', async () => {
  const { clock, start, p, q, first, store } = two();
  const thirties = pipeline('thirties')
    .from(rows(first))
    .pipe(tumble({ size: millis(30), lateness: millis(0), key: 'key', time: 'start' }, { n: sum('n'), tens: count() }))
    .to(view('thirties'));
  const sink = new Kept<Tens>('sink');
  start(first);
  start(thirties);
  start(pipeline('reading').from(rows(thirties)).to(sink));
  const events = [...at('b', 1), ...at('a', 1, 2, 11), ...at('b', 29), ...at('a', 29, 31, 45)];
  for (const shard of [p, q]) shard.append(...events);
  await clock.sleep(seconds(1));
  expect(
    sink.written.map(({ value }) => brief(value)),
    'the row of 30 to 40 is final',
  ).toEqual(['a 0:8', 'b 0:4']);
  expect(sink.written).toMatchObject([{ value: { tens: 3, end: 30 } }, { value: { tens: 2 } }]);
  expect(await store.deadLetters('thirties', { limit: 9 })).toEqual([]);
});

test('a pipeline without a view, and a job, have no rows that could be followed', () => {
  const bare = (bounded: boolean) =>
    pipeline('bare')
      .from(new Shards({ bounded }))
      .pipe(total({ key: 'key' }, { n: count() }));
  const refusing = (message: RegExp) =>
    expect.objectContaining({ code: 'CONFIG', message: expect.stringMatching(message) });
  for (const bounded of [true, false]) {
    expect(() => rows(bare(bounded).to(print()))).toThrow(refusing(/^rows\(bare\) .*it keeps no view/));
  }
  expect(() => rows(bare(true).to(view('all')))).toThrow(refusing(/^rows\(bare\) .*it is a job/));
});
