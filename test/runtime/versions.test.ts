import { expect, test } from 'vitest';
import { millis, minutes, seconds } from '../../src/core/time.ts';
import { count, pipeline, tumble, view } from '../../src/index.ts';
import { noAnswer, seenThrough } from '../support/seen-store.ts';
import { at, Shards } from '../support/shards.ts';
import { type Running, world } from '../support/world.ts';

interface Change {
  readonly size?: number;
  readonly name?: string;
  readonly version?: number;
  readonly result?: string;
}

const counting = (shards: Shards, { size = 10, name = 'counted', version = 1, result = 'n' }: Change = {}) =>
  pipeline('counts', { version })
    .from(shards)
    .pipe(tumble({ size: millis(size), lateness: millis(0), key: 'key' }, { [result]: count() }))
    .to(view(name));

/** A pipeline that ran over a log, and was stopped. */
async function stopped() {
  const here = world();
  const shards = new Shards({ trace: here.trace });
  const shard = shards.add('a', [...at('x', 1, 2), ...at('y', 12)]);
  const first = here.start(counting(shards));
  await here.clock.sleep(seconds(1));
  await first.stop();
  here.trace.length = 0;
  const stored = async () => (await here.store.registered('counts'))?.scope.version;
  const starts = async (version: number) => {
    const rows = await Array.fromAsync(here.store.rows({ pipeline: 'counts', version }));
    return rows.map(({ key, start, end }) => `${key} ${start}–${end}`);
  };
  return { ...here, shards, shard, stored, starts };
}

test.each<Change>([{ size: 20 }, { name: 'other' }, { version: 2 }, { result: 'events' }])(
  'a pipeline that changed is refused before it reads anything, and told how to go on: %o',
  async (change) => {
    const { shards, trace, stored, start } = await stopped();
    expect(await start(counting(shards, change)).ended).toMatchObject({
      code: 'CHANGED',
      message: expect.stringMatching(/^counts differs from the one whose state is stored \(version 1\).*--rebuild/),
    });
    expect(trace).toEqual([]);
    expect(await stored()).toBe(1);
  },
);

test('the same pipeline goes on where it was, in its version', async () => {
  const { clock, shards, shard, trace, stored, start } = await stopped();
  start(counting(shards));
  shard.append(...at('x', 13));
  await clock.sleep(seconds(1));
  expect(trace).toEqual(['open a from 3', 'committed a at 4']);
  expect(await stored()).toBe(1);
});

test('rebuilt, it folds the log anew into a new version, beside the old one', async () => {
  const { clock, shards, trace, stored, starts, start } = await stopped();
  const changed = counting(shards, { size: 20 });
  const { progress, stop } = start(changed, { rebuild: true });
  await clock.sleep(seconds(1));
  expect(trace).toEqual(['open a', 'committed a at 3']);
  expect(progress).toMatchObject([{ pipeline: 'counts', scope: { pipeline: 'counts', version: 2 } }]);
  expect(await starts(2)).toEqual(['x 0–20', 'y 0–20']);
  expect(await starts(1)).toEqual(['x 0–10', 'y 10–20']);
  await stop();
  start(changed);
  await clock.sleep(seconds(1));
  expect(await stored(), 'the next run goes on with it').toBe(2);
  expect(trace.at(-1)).toBe('open a from 3');
});

test('a rebuild tells which version begins, and what becomes of the others', async () => {
  const { clock, shards, store, start } = await stopped();
  const changed = counting(shards, { size: 20 });
  const told = ({ lines }: Pick<Running, 'lines'>) => lines.filter(({ level }) => level !== 'debug');
  const rebuilt = start(changed, { rebuild: true });
  await clock.sleep(seconds(1));
  await rebuilt.stop();
  expect(told(rebuilt)).toMatchObject([
    {
      level: 'info',
      fields: { pipeline: 'counts', version: 2 },
      message: expect.stringMatching(/^version 2 .*version 1/),
    },
  ]);
  const again = start(changed, { rebuild: true });
  await clock.sleep(seconds(1));
  await again.stop();
  expect(told(again)).toMatchObject([
    { message: expect.stringMatching(/^version 3 .*version 2/) },
    { level: 'warn', message: expect.stringMatching(/^nothing differs from version 2/) },
  ]);
  await store.reset('counts');
  const anew = start(changed, { rebuild: true });
  await clock.sleep(seconds(1));
  expect(told(anew), 'there was nothing to rebuild').toEqual([]);
});

test('where nothing is stored, a rebuild is the first version', async () => {
  const { clock, store, start } = world();
  const shards = new Shards();
  shards.add('a', at('x', 1));
  start(counting(shards), { rebuild: true });
  await clock.sleep(seconds(1));
  expect(await store.registered('counts')).toMatchObject({ scope: { version: 1 } });
});

test('a rebuild whose answer is lost is done once, and leaves what it is to be compared with', async () => {
  const { clock, store, shards, stored, starts, start } = await stopped();
  const before = await starts(1);
  let answers = 0;
  const failing = seenThrough(store, (method, make) =>
    method === 'register' && ++answers < 3 ? Promise.resolve(make()).then(noAnswer) : make(),
  );
  start(counting(shards, { size: 20 }), { store: failing, rebuild: true });
  await clock.sleep(minutes(1));
  expect(answers).toBe(3);
  expect(await stored()).toBe(2);
  expect(await starts(2)).toEqual(['x 0–20', 'y 0–20']);
  expect(await starts(1)).toEqual(before);
});

test('a run that loses its lease and gets it back does not rebuild again', async () => {
  const { clock, store, shards, trace, stored, start } = await stopped();
  let losses = 3;
  const lossy = seenThrough(store, (method, make) => {
    const lost = method === 'lease' && trace.length > 0 && losses-- > 0;
    return lost ? Promise.resolve({ held: false, owner: 'thief', expires: 0 }) : make();
  });
  start(counting(shards), { store: lossy, rebuild: true });
  await clock.sleep(minutes(1));
  expect(losses).toBeLessThan(0);
  expect(trace).toEqual(['open a', 'committed a at 3', 'close a', 'open a from 3']);
  expect(await stored()).toBe(2);
});

test.each([true, false])(
  'a pipeline that is reset while it runs is told, idle (%s) or not, and begins anew',
  async (idle) => {
    const { clock, store, shards, shard, stored, starts, start } = await stopped();
    const running = start(counting(shards));
    await clock.sleep(seconds(1));
    await store.reset('counts');
    if (!idle) shard.append(...at('x', 13));
    expect(await running.ended).toMatchObject({
      code: 'MOVED',
      message: expect.stringMatching(/^counts was reset while .* version 1/),
    });
    expect(await starts(1)).toEqual([]);
    expect(await stored()).toBe(2);
    start(counting(shards));
    await clock.sleep(seconds(1));
    expect(await starts(2)).toEqual(['x 0–10', 'x 10–20', 'y 10–20'].filter((row) => !idle || row !== 'x 10–20'));
  },
);

test('a pipeline that changed runs again once it is reset: nothing is stored that it could differ from', async () => {
  const { clock, store, shards, starts, start } = await stopped();
  await store.reset('counts');
  start(counting(shards, { size: 20, name: 'other' }));
  await clock.sleep(seconds(1));
  expect(await starts(2)).toEqual(['x 0–20', 'y 0–20']);
  expect(await store.viewed('other')).toMatchObject({ scope: { version: 2 } });
});

test('a task of the version before writes nothing more, whoever still runs it', async () => {
  const { clock, store, shards, shard, starts, start } = await stopped();
  const running = start(counting(shards));
  await clock.sleep(seconds(1));
  const before = await starts(1);
  await store.register('counts', 'another', [], 1);
  shard.append(...at('x', 13));
  expect(await running.ended).toMatchObject({
    code: 'MOVED',
    message: expect.stringMatching(/^counts was rebuilt while/),
  });
  expect(await starts(1)).toEqual(before);
});
