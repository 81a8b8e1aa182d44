/** Goal: who looks again and again sees what who looks once sees. Method: any log, cuts, restarts, restores, rebuilds. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Duration } from '../../src/core/time.ts';
import { count, days, filter, millis, pipeline, tumble, view } from '../../src/index.ts';
import type { RowRange } from '../../src/store/store.ts';
import { type KeptView, keptIn, timeOf } from '../../src/views/kept-view.ts';
import { RecentWindows } from '../../src/views/recent.ts';
import { seen } from '../../src/views/seen.ts';
import { at, type Event, Shards } from '../support/shards.ts';
import { type Running, type World, world } from '../support/world.ts';

const LAST = 25;

/** Every other version folds one key alone. */
const tens = (shards: Shards, version = 1, keep = days(30)) =>
  pipeline('per-ten', { version })
    .from(shards)
    .pipe(
      filter(({ key }) => version % 2 === 1 || key === 'a'),
      tumble({ size: millis(10), lateness: millis(4), key: 'key' }, { n: count() }),
    )
    .to(view('tens', { keep }));

/** Two partitions that are folded, and whoever looks at the windows of that again and again. */
class Looked {
  readonly here: World = world();
  readonly shards = new Shards();
  readonly partitions = { p: this.shards.add('p'), q: this.shards.add('q') };
  readonly recent = new RecentWindows('tens', LAST, this.here.clock);
  #version = 1;
  readonly #keep: Duration;
  #running: Running | undefined;
  #image = this.here.store.snapshot();

  constructor(keep: Duration = days(30)) {
    this.#keep = keep;
    this.#running = this.here.start(this.#tens());
  }

  #tens = () => tens(this.shards, this.#version, this.#keep);

  /** As long as somebody waits for the lease of one that is gone. */
  settle = () => this.here.clock.sleep(15_000);

  async kept(): Promise<KeptView> {
    const kept = await keptIn(this.here.store, this.#tens());
    if (!kept) throw new Error('it has not run');
    return kept;
  }

  /** As the store is now, read afresh. */
  async afresh(kept: KeptView) {
    const now = await timeOf(kept, this.here.clock);
    return seen('tens', kept, { range: {}, last: LAST, now });
  }

  save(): void {
    this.#image = this.here.store.snapshot();
  }

  append(partition: 'p' | 'q', events: readonly Event[]): void {
    this.partitions[partition].append(...events);
    this.#running ??= this.here.start(this.#tens());
  }

  /** Its log is still there, and is read again from where it was then, as soon as it goes on. */
  async restore(): Promise<void> {
    await this.#running?.stop();
    this.#running = undefined;
    this.here.store.restore(this.#image);
    const registered = await this.here.store.registered('per-ten');
    this.#version = registered?.scope.version ?? 1;
  }

  async rebuild(): Promise<void> {
    await this.#running?.stop();
    this.#version++;
    this.#running = this.here.start(this.#tens(), { rebuild: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#running?.stop();
  }
}

const event = fc.record({ key: fc.constantFrom('a', 'b'), time: fc.integer({ min: 0, max: 120 }) });
const step = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(fc.constantFrom('p' as const, 'q' as const), fc.array(event, { maxLength: 6 })) },
  { weight: 1, arbitrary: fc.constantFrom('save' as const, 'restore' as const, 'rebuild' as const) },
);
const steps = fc.array(fc.tuple(step, fc.boolean()), { maxLength: 12 });

test('what is looked at again and again is what is there, whatever has happened to the store', async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.constantFrom(days(30), millis(12)), async (all, keep) => {
      await using looked = new Looked(keep);
      await looked.settle();
      looked.save();
      for (const [what, looks] of all) {
        if (typeof what === 'string') await looked[what]();
        else looked.append(...what);
        await looked.settle();
        if (!looks) continue;
        const kept = await looked.kept();
        expect(await looked.recent.read(kept)).toEqual(await looked.afresh(kept));
      }
      const kept = await looked.kept();
      expect(await looked.recent.read(kept)).toEqual(await looked.afresh(kept));
    }),
    { numRuns: 60 },
  );
});

test('what was final is not read again, and what has become too old is forgotten', async () => {
  await using looked = new Looked();
  const { store } = looked.here;
  for (const shard of Object.values(looked.partitions)) shard.append(...at('a', 1, 11, 21));
  await looked.settle();
  const ranges: RowRange[] = [];
  const rows = store.rows.bind(store);
  store.rows = (scope, range = {}) => {
    ranges.push(range);
    return rows(scope, range);
  };
  const starts = async () => (await looked.recent.read(await looked.kept())).windows.map(({ head }) => head.start);
  expect(await starts()).toEqual([0, 10, 20]);
  for (const shard of Object.values(looked.partitions)) shard.append(...at('a', 41, 51));
  await looked.settle();
  expect(await starts()).toEqual([20, 40, 50]);
  expect(await starts()).toEqual([20, 40, 50]);
  // A window of 10 waits for 4 more: at 21 that of 0 was final, at 51 that of 20.
  expect(ranges.map(({ from }) => from)).toEqual([21 - LAST - 10 + 1, 17, 51 - 14 + 1]);
});

test('who asks while it is read gets what is there behind that, of the version that is there then', async () => {
  await using looked = new Looked();
  looked.partitions.p.append(...at('a', 1));
  await looked.settle();
  const before = await looked.kept();
  const first = looked.recent.read(before);
  const [second, third] = [looked.recent.read(before), looked.recent.read({ ...before, pipeline: before.pipeline })];
  expect(second).toBe(third);
  expect(await second).toEqual(await first);

  const reading = looked.recent.read(before);
  const waiting = looked.recent.read(before);
  await Promise.all([reading, waiting]);
  await looked.rebuild();
  looked.append('p', at('a', 2));
  await looked.settle();
  const after = await looked.kept();
  const [, old, fresh] = [looked.recent.read(before), looked.recent.read(before), looked.recent.read(after)];
  expect(await old).toEqual(await fresh);
  expect((await fresh).windows).toMatchObject([{ partials: [2] }]);
});

test('what was final in another version, or before the store was restored, is looked at anew', async () => {
  await using looked = new Looked();
  const both = async (...events: readonly Event[]) => {
    for (const id of ['p', 'q'] as const) looked.append(id, events);
    await looked.settle();
  };
  const brief = async () => {
    const { windows } = await looked.recent.read(await looked.kept());
    return windows.map(({ head: { key, start, final } }) => `${key} ${start}${final ? '' : '?'}`);
  };
  await both(...at('a', 1), ...at('b', 2, 12));
  looked.append('p', at('b', 30));
  await looked.settle();
  looked.save();
  looked.append('q', at('b', 30));
  await looked.settle();
  expect(await brief()).toEqual(['a 0', 'b 0', 'b 10', 'b 30?']);
  await looked.restore();
  expect(await brief(), 'one of the two has not come to 30').toEqual(['a 0?', 'b 0?', 'b 10?', 'b 30?']);
  await both(...at('a', 31));
  expect(await brief()).toEqual(['a 0', 'b 0', 'b 10', 'a 30?', 'b 30?']);
  await looked.rebuild();
  await looked.settle();
  expect(await brief()).toEqual(['a 0', 'a 30?']);
});

test('what the store has forgotten meanwhile is not shown any more', async () => {
  await using looked = new Looked(millis(12));
  for (const shard of Object.values(looked.partitions)) shard.append(...at('a', 1, 11, 21));
  await looked.settle();
  const kept = await looked.kept();
  expect(await looked.recent.read(kept)).toEqual(await looked.afresh(kept));
  for (const shard of Object.values(looked.partitions)) shard.append(...at('a', 31));
  await looked.settle();
  const { windows } = await looked.recent.read(kept);
  expect(windows).toEqual((await looked.afresh(kept)).windows);
  expect(windows.map(({ head }) => head.start)).toEqual([10, 20, 30]);
});
