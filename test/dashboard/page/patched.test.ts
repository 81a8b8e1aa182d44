import fc from 'fast-check';
import jsonPatch from 'fast-json-patch';
import { expect, test } from 'vitest';
import { patience, received } from '../../../src/dashboard/page/held.ts';
import { patched } from '../../../src/dashboard/page/patched.ts';

const { applyOperation, compare } = jsonPatch;

const documents = fc.dictionary(
  fc.string().filter((name) => !(name in {})),
  fc.jsonValue({ maxDepth: 4 }),
) as fc.Arbitrary<object>;
/** As it would have come over the wire. */
const sent = <T>(value: T): T => JSON.parse(JSON.stringify(value));

test('a patch makes the second of two documents out of the first, which stays as it is', () => {
  fc.assert(
    fc.property(documents.map(sent), documents.map(sent), (a, b) => {
      fc.pre(!JSON.stringify([a, b]).includes('__proto__'));
      const before = sent(a);
      expect(patched(a, compare(a, b), applyOperation)).toEqual(b);
      expect(a).toEqual(before);
    }),
  );
});

test('what a patch does not touch is the same object, so that it is not drawn again', () => {
  const before = { charts: [{ values: [1] }, { values: [2] }], views: [{ name: 'a' }] };
  const after = patched(before, [{ op: 'replace', path: '/charts/1/values/0', value: 3 }], applyOperation);
  expect(after.charts[0]).toBe(before.charts[0]);
  expect(after.views).toBe(before.views);
  expect(after.charts[1]).toEqual({ values: [3] });
  expect(before.charts[1]).toEqual({ values: [2] });
});

test('names with a slash or a tilde are reached', () => {
  const before = { 'a/b': { '~c': { n: 1 } } };
  expect(patched(before, [{ op: 'replace', path: '/a~1b/~0c/n', value: 2 }], applyOperation)).toEqual({
    'a/b': { '~c': { n: 2 } },
  });
  expect(before['a/b']['~c'].n).toBe(1);
});

const take = (held: Parameters<typeof received>[0], type: 'document' | 'patch', id: string, data: unknown) =>
  received(held, { type, id, data: JSON.stringify(data) }, applyOperation);
const change = [{ op: 'replace', path: '/n', value: 2 }];

test('a document is followed by patches of its epoch, one after the other', () => {
  const whole = take(undefined, 'document', 'e/7', { n: 1 });
  expect(whole).toEqual({ id: 'e/7', document: { n: 1 } });
  expect(take(whole, 'patch', 'e/8', change)).toEqual({ id: 'e/8', document: { n: 2 } });
});

test.each([
  ['there is none yet', undefined, 'e/8', change],
  ['one is missing between them', { id: 'e/7', document: { n: 1 } }, 'e/9', change],
  ['it is of another epoch', { id: 'e/7', document: { n: 1 } }, 'f/8', change],
  ['it is of another document', { id: 'e/7', document: {} }, 'e/8', change],
  ['it would reach the prototype', { id: 'e/7', document: { n: 1 } }, 'e/8', [{ ...change[0], path: '/__proto__/n' }]],
] as const)('a patch is refused where %s', (_, held, id, patch) => {
  expect(take(held, 'patch', id, patch)).toBeUndefined();
});

test('what is cut off is refused', () => {
  expect(received(undefined, { type: 'document', id: 'e/1', data: '{"n":' }, applyOperation)).toBeUndefined();
});

test('is patient for half a second, twice as long each time, at most for five', () => {
  expect([1, 2, 3, 4, 5, 50].map(patience)).toEqual([500, 1_000, 2_000, 4_000, 5_000, 5_000]);
});
