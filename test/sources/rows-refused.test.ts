import { expect, test } from 'vitest';
import { fingerprintOf } from '../../src/core/fingerprint.ts';
import { minutes, seconds } from '../../src/core/time.ts';
import { days, millis, pipeline, rows } from '../../src/index.ts';
import { Kept } from '../support/outside.ts';
import { at, Shards } from '../support/shards.ts';
import { world } from '../support/world.ts';
import { brief, perTen } from './windows.ts';

/** A pipeline that has counted two windows, and one that has read the row of the first; both have stopped. */
async function stopped({ keep = days(1) } = {}) {
  const here = world();
  const { clock, start } = here;
  const shards = new Shards();
  const shard = shards.add('p', at('a', 1, 11));
  const first = perTen(shards, { keep });
  const sink = new Kept<{ readonly key: string; readonly start: number; readonly n: number }>('sink');
  const reading = (of = first) => pipeline('reading').from(rows(of)).to(sink);
  const running = [start(first), start(reading())];
  await clock.sleep(seconds(1));
  for (const { stop } of running) await stop();
  return { ...here, shards, shard, first, reading, written: () => sink.written.map(({ value }) => brief(value)) };
}

test('rows of a pipeline that was rebuilt are others: CHANGED, until what reads them is rebuilt, too', async () => {
  const { clock, start, first, reading, written } = await stopped();
  const rebuilt = start(first, { rebuild: true });
  await clock.sleep(seconds(1));
  expect(await start(reading()).ended).toMatchObject({
    code: 'CHANGED',
    message: expect.stringMatching(/^per-ten was rebuilt: .* version 1, now there is version 2\. .*--rebuild/),
  });
  expect(written()).toEqual(['a 0:1']);
  start(reading(), { rebuild: true });
  await clock.sleep(seconds(1));
  expect(written()).toEqual(['a 0:1', 'a 0:1']);
  rebuilt.kill();
});

test('what reads rows is told that it is their pipeline that has changed', async () => {
  const { start, shards, reading } = await stopped();
  const changed = reading(perTen(shards, { version: 2 }));
  expect(await start(changed).ended).toMatchObject({
    code: 'CHANGED',
    message: expect.stringMatching(
      /^reading differs .*version 1\): per-ten, whose rows it reads, has changed.*--rebuild/,
    ),
  });
  expect(await start({ ...changed, options: { version: 2 } }).ended).toMatchObject({
    message: expect.stringMatching(/^reading differs .*: its operators/),
  });
});

test('a pipeline that is rebuilt while its rows are read ends their reading, too', async () => {
  const { clock, start, first, reading } = await stopped();
  const { ended } = start(reading());
  await clock.sleep(minutes(1));
  start(first, { rebuild: true });
  expect(await ended).toMatchObject({ code: 'CHANGED', message: expect.stringContaining('per-ten was rebuilt') });
});

test('rows that were kept by another pipeline of the name are not read as if they were of this one', async () => {
  const { start, shards, reading } = await stopped();
  const changed = perTen(shards, { version: 2 });
  const anew = start(reading(changed), { rebuild: true });
  expect(await anew.ended).toMatchObject({
    code: 'CHANGED',
    message: expect.stringMatching(/^per-ten is another one now than when its rows were kept \(version 1\)/),
  });
});

test('what reads rows is another pipeline when the one that keeps them is', () => {
  const shards = new Shards();
  const of = (version: number) =>
    fingerprintOf(
      pipeline('reading')
        .from(rows(perTen(shards, { version })))
        .to(),
    );
  expect(of(1)).toBe(of(1));
  expect(of(1)).not.toBe(of(2));
});

test('rows that were forgotten before they were read are LOG: nobody takes what is left for all there was', async () => {
  const { clock, start, shard, first, reading, written } = await stopped({ keep: millis(30) });
  shard.append(...at('a', 21, 31, 41));
  const counting = start(first);
  await clock.sleep(seconds(1));
  shard.append(...at('a', 61));
  await clock.sleep(seconds(1));
  expect(await start(reading()).ended).toMatchObject({
    code: 'LOG',
    message: expect.stringMatching(/^Rows of per-ten that closed up to .*00\.030Z have been forgotten.* to .*00\.010Z/),
  });
  expect(written()).toEqual(['a 0:1']);
  start(reading(), { rebuild: true });
  await clock.sleep(seconds(1));
  expect(written(), 'a new version begins with what is kept').toEqual(['a 0:1', 'a 30:1', 'a 40:1']);
  counting.kill();
});

test('rows that were read before they were forgotten are missed by nobody', async () => {
  const { clock, start, shard, first, reading, written } = await stopped({ keep: millis(30) });
  start(first);
  start(reading());
  for (let time = 21; time < 1_000; time += 10) {
    shard.append(...at('a', time));
    await clock.sleep(seconds(1));
  }
  expect(written()).toEqual(Array.from({ length: 99 }, (_, i) => `a ${10 * i}:1`));
});
