import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatUnits } from '../../src/core/decimal.ts';
import type { StoreReader } from '../../src/store/store.ts';
import type { MakeStore, StoreHarness } from './store.ts';
import { commitOf, scope, started } from './store-data.ts';

/** What stands there, but for what other tests wrote into the same database. */
const standing = async (store: StoreReader, of: StoreHarness) =>
  Object.fromEntries(
    (await store.keys.matching(`${of.keys}*`)).map(({ key, value }) => [key.slice(of.keys.length), value]),
  );

export function keys(make: MakeStore): void {
  test('sets texts and adds amounts with the commit that they follow from, and not with one that is refused', async () => {
    await using harness = await make();
    const { store, keys: k } = harness;
    const task = await started(store);
    const add = (key: string, amount: string) => ({ key: k + key, add: amount });
    const commit = commitOf(task, {
      keys: [{ key: `${k}price:BTC`, set: '61837.63' }, add('n', '2'), add('q', '0.5')],
    });
    expect(await store.commit(commit)).toBe('committed');
    expect(await store.commit(commit), 'twice').toBe('moved');
    expect(await standing(store, harness)).toEqual({ 'price:BTC': '61837.63', n: '2', q: '0.5' });
    const next = { ...task, commits: 1 };
    await store.commit(commitOf(next, { keys: [{ key: `${k}price:BTC`, set: '1' }, add('n', '3'), add('q', '0.5')] }));
    const reader = await harness.reader();
    expect(await standing(reader, harness)).toEqual({ 'price:BTC': '1', n: '5', q: '1' });
    await reader.close();
  });

  test('adds up what several partitions come to', async () => {
    await using harness = await make();
    const { store, keys: k } = harness;
    for (const partition of ['p', 'q', 'r']) {
      await store.commit(commitOf(await started(store, partition), { keys: [{ key: `${k}n`, add: '1.25' }] }));
    }
    expect(await standing(store, harness)).toEqual({ n: '3.75' });
  });

  test('sums are exact, of any sign and size', async () => {
    await using harness = await make();
    const { store, keys: k } = harness;
    const task = await started(store);
    let after = 0;
    let n = 0;
    const amount = fc.bigInt({ min: -(10n ** 22n), max: 10n ** 22n });
    await fc.assert(
      fc.asyncProperty(fc.array(amount, { minLength: 1, maxLength: 8 }), async (amounts) => {
        const key = `${k}${n++}`;
        let sum = 0n;
        for (const units of amounts) {
          sum += units;
          const add = formatUnits(units, 8);
          await store.commit(commitOf({ ...task, commits: after++ }, { keys: [{ key, add }] }));
          expect(await store.keys.matching(key)).toEqual([{ key, value: formatUnits(sum, 8) }]);
        }
      }),
      { numRuns: 30 },
    );
  });

  test('a rebuilt pipeline counts from nothing, and ends where the counting ends', async () => {
    await using harness = await make();
    const { store, keys: k } = harness;
    await store.commit(commitOf(await started(store), { keys: [{ key: `${k}n`, add: '7' }] }));
    const { scope: next } = await store.register('totals', 'f2', [], 1);
    await store.commit(commitOf(await started(store, 'p', next), { scope: next, keys: [{ key: `${k}n`, add: '3' }] }));
    expect(await standing(store, harness)).toEqual({ n: '3' });
  });

  test('refuses a key that another pipeline writes, as a whole commit', async () => {
    await using harness = await make();
    const { store, keys: k } = harness;
    await store.commit(commitOf(await started(store), { keys: [{ key: `${k}n`, add: '1' }] }));
    const other = { pipeline: 'others', version: 1 };
    const task = await started(store, 'p', other);
    const commit = commitOf(task, {
      scope: other,
      keys: [
        { key: `${k}own`, add: '1' },
        { key: `${k}n`, add: '1' },
      ],
    });
    const refused = { code: 'CONFIG', message: expect.stringMatching(/n" that others would write is kept by totals/) };
    await expect(store.commit(commit)).rejects.toMatchObject(refused);
    expect(await standing(store, harness)).toEqual({ n: '1' });
    expect(await store.head(other, 'p')).toMatchObject({ commits: 0 });
  });

  test('refuses a key that was there before, unless it is to be taken over: then a counter counts on', async () => {
    await using harness = await make();
    const { store, keys: k } = harness;
    await store.keys.put(`${k}n`, '42');
    await store.keys.put(`${k}half`, '-0.5');
    await store.keys.put(`${k}zero`, '-0');
    await store.keys.put(`${k}large`, `-${'9'.repeat(17)}`);
    await store.keys.put(`${k}too large`, '1'.repeat(18));
    await store.keys.put(`${k}text`, 'none');
    const task = await started(store);
    const commit = (takeOver: boolean, ...names: readonly string[]) =>
      store.commit(commitOf(task, { keys: names.map((name) => ({ key: k + name, add: '1.25', takeOver })) }));
    await expect(commit(false, 'n')).rejects.toMatchObject({
      code: 'CONFIG',
      message: expect.stringMatching(/n".*there/),
    });
    for (const name of ['text', 'too large']) {
      await expect(commit(true, name)).rejects.toMatchObject({
        code: 'CONFIG',
        message: expect.stringMatching(/no number/),
      });
    }
    expect(await commit(true, 'n', 'half', 'zero', 'large')).toBe('committed');
    expect(await standing(store, harness)).toEqual({
      ...{ n: '43.25', half: '0.75', zero: '1.25', large: `-${'9'.repeat(16)}7.75` },
      ...{ text: 'none', 'too large': '1'.repeat(18) },
    });
  });

  test('by hand keys are set, counted and removed, but not those of a pipeline', async () => {
    await using harness = await make();
    const { store, keys: k } = harness;
    expect(await store.keys.increment(`${k}i`, 1n)).toBe('1');
    expect(await store.keys.increment(`${k}i`, -3n)).toBe('-2');
    await store.keys.put(`${k}s`, 'Grüße');
    await expect(store.keys.increment(`${k}s`, 1n)).rejects.toMatchObject({
      message: expect.stringMatching(/no number/),
    });
    const task = await started(store);
    await store.commit(commitOf(task, { keys: [{ key: `${k}n`, add: '5' }] }));
    for (const by of [store.keys.put(`${k}n`, '0'), store.keys.increment(`${k}n`, 1n)]) {
      await expect(by).rejects.toMatchObject({ message: expect.stringMatching(/is written by the pipeline totals/) });
    }
    expect(await standing(store, harness)).toEqual({ i: '-2', s: 'Grüße', n: '5' });
    expect(await store.keys.remove(`${k}?`)).toBe(3);
    expect(await standing(store, harness)).toEqual({});
    await store.commit(commitOf({ ...task, commits: 1 }, { keys: [{ key: `${k}n`, add: '2' }] }));
    expect(await standing(store, harness), 'what was summed up is gone, too').toEqual({ n: '2' });
  });

  test('finds keys by a pattern in which nothing but * and ? is special, in their order', async () => {
    await using harness = await make();
    const { store, keys: k } = harness;
    const names = ['a', 'b:1', 'b:2', 'b[1]', 'b.1', 'b\\1', 'c-d', 'ab', 'd:é', 'd:€', 'd:💶', 'd:'];
    for (const name of names) await store.keys.put(k + name, name);
    const found = async (pattern: string) => (await store.keys.matching(k + pattern)).map(({ value }) => value);
    expect(await found('b:*')).toEqual(['b:1', 'b:2']);
    expect(await found('b?1')).toEqual(['b.1', 'b:1', 'b\\1']);
    expect(await found('b[1]')).toEqual(['b[1]']);
    expect(await found('b.1')).toEqual(['b.1']);
    expect(await found('b\\1')).toEqual(['b\\1']);
    expect(await found('c-d')).toEqual(['c-d']);
    expect(await found('d:?'), 'whatever it takes to write one').toEqual(['d:é', 'd:€', 'd:💶']);
    expect(await found('*')).toEqual(names.toSorted());
  });

  test('a key is gone when its time is over, and its counter counts on', async () => {
    await using harness = await make();
    const { store, keys: k } = harness;
    const task = await started(store);
    await store.commit(commitOf(task, { keys: [{ key: `${k}n`, add: '1', expires: 60_000 }] }));
    expect(await standing(store, harness)).toEqual({ n: '1' });
    await harness.pass(60_000);
    expect(await standing(store, harness)).toEqual({});
    await store.commit(commitOf({ ...task, commits: 1 }, { keys: [{ key: `${k}n`, add: '1' }] }));
    expect(await standing(store, harness)).toEqual({ n: '2' });
    expect((await store.roster(scope))[0]).toMatchObject({ commits: 2 });
  });
}
