import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareText } from '../../src/core/row.ts';
import { END_OF_TIME } from '../../src/core/time.ts';
import type { StoredRow } from '../../src/store/store.ts';
import type { MakeStore } from './store.ts';
import { commitOf, gather, oddTexts, rowOf, scope, started } from './store-data.ts';

export function rows(make: MakeStore): void {
  test('gives rows in the order of start, key and partition, keys by code unit', async () => {
    await using harness = await make();
    const { store } = harness;
    for (const partition of ['q', 'p']) {
      const written = oddTexts.flatMap((key) => [rowOf(key, 60), rowOf(key, -60)]);
      await store.commit(commitOf(await started(store, partition), { rows: written.toReversed() }));
    }
    const expected = [-60, 60].flatMap((start) =>
      oddTexts.flatMap((key) => ['p', 'q'].map((partition) => ({ ...rowOf(key, start), partition }))),
    );
    const reader = await harness.reader();
    expect(await gather(reader.rows(scope))).toEqual(expected);
    await reader.close();
  });

  test('gives all rows, or none too few in silence, where rows are forgotten while they are read', async () => {
    await using harness = await make();
    const { store } = harness;
    const tasks = [await started(store, 'p'), await started(store, 'q'), await started(store, 'r')];
    const written = Array.from({ length: 1_000 }, (_, i) => rowOf('k', i * 60));
    for (const task of tasks) await store.commit(commitOf(task, { rows: written, watermark: 60_000 }));
    const forget = async (keep: number) => {
      for (const task of tasks) {
        const commits = task.commits + 1;
        await store.commit(commitOf({ ...task, commits }, { watermark: 60_000, keep }));
      }
    };
    const read: StoredRow[] = [];
    const reading = async () => {
      for await (const row of store.rows(scope)) {
        if (read.push(row) === 100) await forget(20_000);
      }
    };
    const failure = await reading().catch((thrown: unknown) => thrown);
    if (failure === undefined) expect(read).toHaveLength(3_000);
    else
      expect(failure).toMatchObject({ code: 'LOG', message: expect.stringMatching(/^Rows of totals were forgotten/) });
    const closes = (await gather(store.rows(scope))).map((row) => row.closes);
    expect(Math.min(...closes)).toBeGreaterThanOrEqual(40_000);
  });

  test('gives the rows of windows that start in [from, to), of one key or all', async () => {
    await using harness = await make();
    const { store } = harness;
    const written = [0, 60, 120, 180].flatMap((start) => [rowOf('a', start), rowOf('', start)]);
    await store.commit(commitOf(await started(store), { rows: written }));
    const found = async (range: Parameters<typeof store.rows>[1]) =>
      (await gather(store.rows(scope, range))).map(({ start, key }) => `${start}${key}`);
    expect(await found({ from: 60, to: 180 })).toEqual(['60', '60a', '120', '120a']);
    expect(await found({ from: 120, key: 'a' })).toEqual(['120a', '180a']);
    expect(await found({ to: 61, key: '' })).toEqual(['0', '60']);
    expect(await found({ key: 'none' })).toEqual([]);
  });

  test('gives closing rows in the order of closes, start, key and partition, after a place and up to a time', async () => {
    await using harness = await make();
    const { store } = harness;
    for (const partition of ['q', 'p']) {
      const task = await started(store, partition);
      await store.commit(
        commitOf(task, {
          rows: [
            rowOf('b', 0, { closes: 100 }),
            rowOf('a', 50, { closes: 100 }),
            rowOf('a', 0, { closes: 100, final: true }),
            rowOf('c', 0, { closes: 200 }),
            rowOf('a', 60, { closes: 300 }),
          ],
        }),
      );
    }
    const found = async (after: Parameters<typeof store.closing>[1], until: number) =>
      (await gather(store.closing(scope, after, until))).map(
        ({ closes, start, key, partition }) => `${closes} ${start} ${key} ${partition}`,
      );
    const all = ['100 0 a', '100 0 b', '100 50 a', '200 0 c', '300 60 a'].flatMap((row) => [`${row} p`, `${row} q`]);
    expect(await found(undefined, 300)).toEqual(all);
    expect(await found(undefined, 299)).toEqual(all.slice(0, 8));
    expect(await found({ closes: 100, start: 0, key: 'a' }, 300)).toEqual(all.slice(2));
    expect(await found({ closes: 100, start: 0, key: '' }, 100)).toEqual(all.slice(0, 6));
    expect(await found({ closes: 100, start: 50, key: 'a' }, 300)).toEqual(all.slice(6));
    expect(await found({ closes: 200, start: 0, key: 'c' }, 300)).toEqual(all.slice(8));
    expect(await found({ closes: 300, start: 60, key: 'a' }, 1_000)).toEqual([]);
  });

  test('replaces a row by what a later commit says of it, and only in its own partition', async () => {
    await using harness = await make();
    const { store } = harness;
    const task = await started(store, 'p');
    await store.commit(commitOf(await started(store, 'q'), { rows: [rowOf('a', 0)] }));
    await store.commit(commitOf(task, { rows: [rowOf('a', 0)] }));
    const later = rowOf('a', 0, { end: 61, closes: 66, final: true, partials: '{"n":2}' });
    await store.commit(commitOf({ ...task, commits: 1 }, { rows: [later] }));
    expect(await gather(store.rows(scope))).toEqual([
      { ...later, partition: 'p' },
      { ...rowOf('a', 0), partition: 'q' },
    ]);
  });

  test('forgets rows of all partitions at once, by how far all of them have come, and says up to where', async () => {
    await using harness = await make();
    const { store } = harness;
    const written = [0, 60, 120].flatMap((start) => [rowOf('open', start), rowOf('final', start, { final: true })]);
    const [p, q] = [await started(store, 'p'), await started(store, 'q')];
    const left = async () => (await gather(store.rows(scope))).map((row) => `${row.partition}${row.start}`);
    await store.commit(commitOf(p, { watermark: 10_000, rows: written, keep: 0 }));
    await store.commit(commitOf(q, { watermark: 126, rows: written, keep: 2 }));
    expect(await left(), 'q holds it back: what closed before 124').toEqual(
      [60, 120].flatMap((start) => [`p${start}`, `q${start}`, `p${start}`, `q${start}`]),
    );
    const reader = await harness.reader();
    expect(await reader.forgotten(scope)).toEqual({ closes: 65, start: 0, key: 'open' });
    await reader.close();
    await store.commit(commitOf({ ...q, commits: 1 }, { watermark: 126, keep: 0 }));
    expect(await left(), 'what closed before 126').toEqual(['p120', 'q120', 'p120', 'q120']);
    await store.commit(commitOf({ ...p, commits: 1 }, { watermark: 10_000, ended: { children: [] }, keep: 0 }));
    await store.commit(commitOf({ ...q, commits: 2 }, { watermark: 200, ended: { children: [] }, keep: 9_816 }));
    expect(await left(), 'all have ended: the furthest decides').toEqual(['p120', 'q120', 'p120', 'q120']);
    expect(await store.forgotten({ ...scope, version: 2 })).toBeUndefined();
  });

  test('keeps what never closes, and with an endless keeping everything', async () => {
    await using harness = await make();
    const { store } = harness;
    const task = await started(store);
    const rows = [rowOf('ever', 0, { end: END_OF_TIME, closes: END_OF_TIME }), rowOf('a', 0.5, { closes: 0.75 })];
    await store.commit(commitOf(task, { watermark: 1e12, rows }));
    expect(await gather(store.closing(scope, undefined, END_OF_TIME))).toMatchObject([{ key: 'a' }, { key: 'ever' }]);
    await store.commit(commitOf({ ...task, commits: 1 }, { watermark: 1e12, ended: { children: [] }, keep: 0 }));
    expect(await gather(store.rows(scope))).toMatchObject([{ key: 'ever', closes: END_OF_TIME }]);
    expect(await store.forgotten(scope)).toEqual({ closes: 0.75, start: 0.5, key: 'a' });
  });

  test('goes on in closing order behind a row that is forgotten by then', async () => {
    await using harness = await make();
    const { store } = harness;
    const task = await started(store);
    await store.commit(commitOf(task, { rows: [rowOf('a', 0), rowOf('b', 0), rowOf('a', 60)] }));
    await store.commit(commitOf({ ...task, commits: 1 }, { watermark: 100, keep: 0 }));
    const after = { closes: 65, start: 0, key: 'a' };
    expect(await gather(store.closing(scope, after, 999))).toMatchObject([{ start: 60 }]);
  });

  test('gives more rows than fit into a page, each once, to a slow reader that the writer does not wait for', async () => {
    await using harness = await make();
    const { store } = harness;
    const n = 1_300;
    const task = await started(store);
    // Few starts and closing times, so that pages end in the middle of them.
    const written = Array.from({ length: n }, (_, i) => rowOf(String(i).padStart(4, '0'), 60 * Math.floor(i / 700)));
    await store.commit(commitOf(task, { rows: written }));
    const expected = written.map(({ key }) => key);
    const reader = await harness.reader();
    for (const rows of [reader.rows(scope), reader.closing(scope, undefined, 1_000)]) {
      const keys: string[] = [];
      for await (const { key } of rows) {
        if (keys.push(key) !== 10) continue;
        const { commits } = await store.head(scope, 'p');
        expect(await store.commit(commitOf({ ...task, commits }, { rows: written.slice(5, 15) }))).toBe('committed');
      }
      expect(keys).toEqual(expected);
    }
    for await (const { key } of reader.rows(scope)) if (key === '0003') break;
    const after = { closes: 65, start: 0, key: '0200' };
    expect((await gather(reader.closing(scope, after, 65))).map(({ key }) => key)).toEqual(expected.slice(201, 700));
    await reader.close();
  });

  test('orders whatever keys there are as JavaScript does', async () => {
    const text = fc.array(fc.oneof(fc.integer({ min: 0xd7fe, max: 0xe002 }), fc.nat(0xffff)), { maxLength: 3 });
    const keys = fc.uniqueArray(
      text.map((units) => String.fromCharCode(...units)),
      { maxLength: 20 },
    );
    await fc.assert(
      fc.asyncProperty(keys, async (keys) => {
        await using harness = await make();
        const task = await started(harness.store);
        await harness.store.commit(commitOf(task, { rows: keys.map((key) => rowOf(key, 0)) }));
        const found: StoredRow[] = await gather(harness.store.closing(scope, undefined, 65));
        expect(found.map(({ key }) => key)).toEqual(keys.toSorted(compareText));
      }),
      { numRuns: 25 },
    );
  });
}
