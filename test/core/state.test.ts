import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { COUNTS, countsOf, State } from '../../src/core/state.ts';

const saved = (name: string, key: string, value: string) => ({ name, key, value });
const stateOf = (...cells: ReturnType<typeof saved>[]) => new State({ cells, rows: [] });

describe('cells', () => {
  test('are written when they are set, and then not again', () => {
    const state = new State();
    const cells = state.cells<number>('sum');
    cells.set('a', 1);
    cells.set('a', 2);
    cells.set('b', 3);
    expect(state.dirty).toBe(2);
    expect(state.takeDirtyCells()).toEqual([saved('sum', 'a', '2'), saved('sum', 'b', '3')]);
    expect(state.dirty).toBe(0);
    expect(state.takeDirtyCells()).toEqual([]);
    cells.set('b', 4);
    expect(state.takeDirtyCells()).toEqual([saved('sum', 'b', '4')]);
  });

  test('of numbers and texts are not written when they are set to what they were', () => {
    const state = stateOf(saved('last', 'a', '1'), saved('last', 'b', '{"$number":"-0"}'));
    const cells = state.cells<number | string | boolean>('last');
    cells.set('a', 1);
    expect([state.dirty, state.takeDirtyCells()]).toEqual([0, []]);
    cells.set('a', '1');
    cells.set('b', 0);
    cells.set('new', false);
    const written = [saved('last', 'a', '"1"'), saved('last', 'b', '0'), saved('last', 'new', 'false')];
    expect(state.takeDirtyCells()).toEqual(written);
    cells.delete('a');
    cells.set('a', '1');
    expect(state.takeDirtyCells(), 'it had been deleted').toEqual([saved('last', 'a', '"1"')]);
  });

  test('of objects are written when they are set to what they were: only who sets one knows whether it changed', () => {
    const state = stateOf(saved('sum', 'a', '[1]'));
    const cells = state.cells<number[]>('sum');
    cells.get('a')?.push(2);
    expect(state.takeDirtyCells(), 'changed in place, and not set').toEqual([]);
    cells.set('a', cells.get('a') ?? []);
    expect(state.takeDirtyCells()).toEqual([saved('sum', 'a', '[1,2]')]);
  });

  test('are written sorted by name, then by key in code units', () => {
    const state = new State();
    for (const name of ['usd', 'Usd', 'dedupe']) {
      for (const key of ['b', 'é', 'a', 'B', '10', '9']) state.cells(name).set(key, 0);
    }
    const keys = ['10', '9', 'B', 'a', 'b', 'é'];
    expect(state.takeDirtyCells()).toEqual(
      ['Usd', 'dedupe', 'usd'].flatMap((name) => keys.map((key) => saved(name, key, '0'))),
    );
  });

  test('that are deleted are written as gone; those that were never there are not', () => {
    const state = stateOf(saved('sum', 'a', '1'));
    const cells = state.cells<number>('sum');
    cells.delete('never');
    expect(state.dirty).toBe(0);
    cells.delete('a');
    cells.set('b', 1);
    cells.delete('b');
    expect(cells.size).toBe(0);
    expect(state.takeDirtyCells()).toEqual([
      { name: 'sum', key: 'a', value: undefined },
      { name: 'sum', key: 'b', value: undefined },
    ]);
    cells.delete('a');
    cells.set('b', 2);
    expect(state.takeDirtyCells()).toEqual([saved('sum', 'b', '2')]);
  });

  test('that are restored are there, and not written for that', () => {
    const state = stateOf(saved('sum', 'a', '{"$number":"-Infinity"}'), saved('last', 'a', '[1,{"x":null}]'));
    expect(state.dirty).toBe(0);
    expect(state.takeDirtyCells()).toEqual([]);
    expect(state.cells('sum').get('a')).toBe(Number.NEGATIVE_INFINITY);
    expect(state.cells('last').get('a')).toEqual([1, { x: null }]);
  });

  test('of one name are the same cells, of another name others', () => {
    const state = new State();
    state.cells('a').set('k', 1);
    expect(state.cells('a')).toBe(state.cells('a'));
    expect(state.cells('b').get('k')).toBeUndefined();
  });

  test('come in the order of their keys, whatever the order in which they were set', () => {
    const keys = fc.uniqueArray(fc.string({ maxLength: 3 }));
    fc.assert(
      fc.property(keys, (keys) => {
        const cells = new State().cells<number>('sum');
        keys.forEach((key, i) => {
          cells.set(key, i);
        });
        expect([...cells].map(([key]) => key)).toEqual(keys.toSorted());
        expect([...cells].every(([key, i]) => keys[i] === key)).toBe(true);
      }),
    );
  });

  test('written and restored are what they were, after any changes and with commits anywhere between them', () => {
    const change = fc.record({
      key: fc.constantFrom('a', 'b', 'c'),
      value: fc.option(fc.double()),
      take: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(change), (changes) => {
        const state = new State();
        const stored = new Map<string, string>();
        const commit = () => {
          for (const { key, value } of state.takeDirtyCells()) {
            if (value === undefined) stored.delete(key);
            else stored.set(key, value);
          }
        };
        for (const { key, value, take } of changes) {
          if (value === null) state.cells('x').delete(key);
          else state.cells('x').set(key, value);
          if (take) commit();
        }
        commit();
        const restored = stateOf(...[...stored].map(([key, value]) => saved('x', key, value)));
        expect([...restored.cells('x')]).toEqual([...state.cells('x')]);
      }),
    );
  });
});

describe('counters', () => {
  test('add up, and are written with the cells', () => {
    const state = stateOf(saved(COUNTS, 'records', '40'));
    state.count('records', 2);
    state.count('late');
    expect(state.counts).toEqual({ records: 42, late: 1 });
    expect(state.takeDirtyCells()).toEqual([saved(COUNTS, 'late', '1'), saved(COUNTS, 'records', '42')]);
  });

  test('that count nothing are not written', () => {
    const state = new State();
    state.count('late', 0);
    expect([state.dirty, state.counts]).toEqual([0, {}]);
  });

  test('of several partitions are added up, and nothing else is', () => {
    const cells = [saved(COUNTS, 'records', '1'), saved('sum', 'records', '9'), saved(COUNTS, 'records', '2')];
    expect(countsOf([...cells, saved(COUNTS, 'late', '5')])).toEqual({ records: 3, late: 5 });
  });
});

test('the rows count among what a commit would write', () => {
  const state = new State();
  state.rows.set('BTC', 0, 60, 65, []);
  state.cells('sum').set('a', 1);
  expect(state.dirty).toBe(2);
});
