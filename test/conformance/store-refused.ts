import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatUnits, parseUnits } from '../../src/core/decimal.ts';
import { isSum } from '../../src/store/keys.ts';
import type { Commit } from '../../src/store/store.ts';
import type { MakeStore } from './store.ts';
import { commitOf, everything, full, rowOf, scope, started } from './store-data.ts';

const NINES = '9'.repeat(17);

/** A commit that may be refused when part of it was looked at already leaves nothing of itself. */
export function refusedCommits(make: MakeStore): void {
  test.each([
    ['a sum that would be too large', { add: '0.00000001' }, /"[^"]*sum" .*10{17}\b.*17 digits/],
    ['a sum that would be too small', { add: '-0.00000001' }, /"[^"]*sum" .*-10{17}\b.*17 digits/],
    ['an amount that no sum can hold', { add: `1${'0'.repeat(19)}` }, /"[^"]*sum" .*17 digits/],
  ])('%s is refused by its name, with all else of the commit', async (what, { add }, message) => {
    await using harness = await make();
    const { store, keys: k } = harness;
    const task = await started(store);
    const sign = what.endsWith('small') ? '-' : '';
    const first = [{ key: `${k}sum`, add: `${sign}${NINES}.99999999` }];
    expect(await store.commit(commitOf(task, { keys: first }))).toBe('committed');
    const next = { ...task, commits: 1 };
    const before = [await everything(store), await store.keys.matching(`${k}*`)];
    const keys = [
      { key: `${k}set`, set: '1' },
      { key: `${k}n`, add: '1' },
      { key: `${k}sum`, add },
    ];
    const refused = { code: 'LIMIT', message: expect.stringMatching(message) };
    await expect(store.commit(commitOf(next, { ...full, keys }))).rejects.toMatchObject(refused);
    expect([await everything(store), await store.keys.matching(`${k}*`)]).toEqual(before);
    expect(await store.commit(commitOf(next, { ...full, keys: keys.slice(0, 2) })), 'it counts once').toBe('committed');
    expect(await store.keys.matching(`${k}n`)).toEqual([{ key: `${k}n`, value: '1' }]);
  });

  test('sums are refused in every store where a plain sum says so, and else come to it', async () => {
    await using harness = await make();
    const { store, keys: k } = harness;
    const task = await started(store);
    const limit = 10n ** 25n;
    const near = fc.bigInt({ min: -9n, max: 9n });
    const amount = fc.oneof(
      fc.bigInt({ min: -2n * limit, max: 2n * limit }),
      fc.tuple(fc.constantFrom(-limit, limit, 0n, 10n ** 8n, -(10n ** 8n), 10n ** 16n), near).map(([a, b]) => a + b),
    );
    let n = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(amount, { minLength: 1, maxLength: 10 }), async (amounts) => {
        const key = `${k}${n++}`;
        let sum: bigint | undefined;
        for (const units of amounts) {
          const next = (sum ?? 0n) + units;
          const keys = [{ key, add: formatUnits(units, 8) }];
          const { commits } = await store.head(scope, 'p');
          const told = await store.commit(commitOf({ ...task, commits }, { keys })).catch((one) => one.code);
          const fits = next < limit && next > -limit;
          expect(told).toBe(fits ? 'committed' : 'LIMIT');
          if (fits) sum = next;
          const value = sum === undefined ? [] : [{ key, value: formatUnits(sum, 8) }];
          expect(await store.keys.matching(key)).toEqual(value);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('counts on from any text that stands there, or refuses it, as every store does', async () => {
    await using harness = await make();
    const { store, keys: k } = harness;
    const task = await started(store);
    const digits = fc.stringMatching(/^\d{1,19}$/);
    const odd = fc.stringMatching(/^[-+ .0-9e]{0,8}$/);
    const number = fc.tuple(fc.constantFrom('', '-', '+'), digits, fc.constantFrom('', '.'), fc.oneof(digits, odd));
    const texts = fc.oneof(
      odd,
      number.map((parts) => parts.join('')),
      digits,
      fc.constantFrom('-0', '-0.0', '007.10'),
    );
    let n = 0;
    await fc.assert(
      fc.asyncProperty(texts, fc.constantFrom('0', '0.25', '-1.00000001'), async (text, add) => {
        const key = `${k}${n++}`;
        await store.keys.put(key, text);
        const { commits } = await store.head(scope, 'p');
        const keys = [{ key, add, takeOver: true }];
        const told = await store.commit(commitOf({ ...task, commits }, { keys })).catch((one) => one.code);
        const sum = isSum(text) ? parseUnits(text, 8) + parseUnits(add, 8) : undefined;
        const fits = sum !== undefined && sum < 10n ** 25n && sum > -(10n ** 25n);
        expect(told).toBe(fits ? 'committed' : sum === undefined ? 'CONFIG' : 'LIMIT');
        expect(await store.keys.matching(key)).toEqual([{ key, value: fits ? formatUnits(sum, 8) : text }]);
      }),
      { numRuns: 100 },
    );
  });

  test('a key that is refused takes those before it along', async () => {
    await using harness = await make();
    const { store, keys: k } = harness;
    await store.keys.put(`${k}text`, 'none');
    const task = await started(store);
    const before = await everything(store);
    const keys = ['n', 'text'].map((key) => ({ key: k + key, add: '1', takeOver: true }));
    await expect(store.commit(commitOf(task, { ...full, keys }))).rejects.toMatchObject({ code: 'CONFIG' });
    expect(await store.keys.matching(`${k}*`)).toEqual([{ key: `${k}text`, value: 'none' }]);
    expect(await everything(store)).toEqual(before);
    expect(await store.commit(commitOf(task, { keys: keys.slice(0, 1) }))).toBe('committed');
    expect(await store.keys.matching(`${k}n`)).toEqual([{ key: `${k}n`, value: '1' }]);
  });

  test('a mistake in the program that shows half-way leaves nothing', async () => {
    await using harness = await make();
    const { store, keys: k } = harness;
    const task = await started(store);
    const before = await everything(store);
    const keys = [{ key: `${k}n`, add: '1' }];
    const wrong: Partial<Commit>[] = [
      { ...full, keys, rows: [rowOf('a', 0), rowOf('b', Number.NaN)] },
      { ...full, keys: [...keys, { key: `${k}m`, add: '1.123456789' }] },
    ];
    for (const bug of wrong) await expect(store.commit(commitOf(task, bug))).rejects.toThrow();
    expect(await everything(store)).toEqual(before);
    expect(await store.keys.matching(`${k}*`)).toEqual([]);
    expect(await store.head(scope, 'p')).toEqual({ fence: task.fence, commits: 0 });
  });

  test('a count by hand that would be too large is refused, and stays', async () => {
    await using harness = await make();
    const { store, keys: k } = harness;
    await store.keys.put(`${k}n`, NINES);
    const refused = { code: 'LIMIT', message: expect.stringMatching(/"[^"]*n".*17 digits/) };
    await expect(store.keys.increment(`${k}n`, 1n)).rejects.toMatchObject(refused);
    expect(await store.keys.increment(`${k}n`, -(10n ** 17n))).toBe('-1');
    await store.keys.put(`${k}n`, '-007');
    expect(await store.keys.increment(`${k}n`, 5n)).toBe('-2');
    await store.keys.put(`${k}n`, '1'.repeat(40));
    await expect(store.keys.increment(`${k}n`, 1n)).rejects.toMatchObject({ code: 'CONFIG' });
  });
}
