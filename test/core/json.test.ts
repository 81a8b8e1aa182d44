import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decode, encode } from '../../src/core/json.ts';

const odd = [-0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN];
const text = fc.oneof(fc.string(), fc.constantFrom('$number', '-0', 'NaN', 'Infinity', '__proto__', '\ud800'));
const key = fc.oneof(fc.string(), fc.constantFrom('$number', '__proto__', 'constructor', '1'));
/** All that state can be, and often what is easily mistaken for a spelt number. */
const { json } = fc.letrec((tie) => ({
  json: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(fc.constant(null), fc.boolean(), fc.double(), fc.constantFrom(...odd), text),
    fc.array(tie('json')),
    fc.dictionary(key, tie('json'), { noNullPrototype: true }),
  ),
}));

describe('state as text', () => {
  test('comes back as it was, whatever it is', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(isDeepStrictEqual(decode(encode(value)), value), encode(value)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  test.each(odd)('keeps %s, wherever it stands', (n) => {
    for (const value of [n, [n], { a: n }, { a: [{ b: n }, n] }]) {
      expect(isDeepStrictEqual(decode(encode(value)), value)).toBe(true);
    }
  });

  test.each([
    { $number: '-0' },
    { $number: 'NaN' },
    { $number: 5, and: 'more' },
    { $number: [] },
    { $number: [['a', 1]] },
    { $number: { $number: 'Infinity' } },
    { $number: Number.NaN, beside: [{ $number: -0 }] },
    [{ $number: null }],
  ])("keeps somebody's own $number: %j", (value) => {
    expect(isDeepStrictEqual(decode(encode(value)), value)).toBe(true);
  });

  test('is plain JSON where JSON can say it', () => {
    expect(encode({ a: [1, 'x', null, true], b: {} })).toBe('{"a":[1,"x",null,true],"b":{}}');
    fc.assert(
      fc.property(fc.json(), (json) => {
        const plain = JSON.stringify(JSON.parse(json)); // which knows no -0
        if (!plain.includes('$number')) expect(encode(JSON.parse(plain))).toBe(plain);
      }),
    );
  });

  test('is what a value is, not what it prints of itself', () => {
    const row = Object.defineProperty({ n: 1 }, 'toJSON', { value: () => 'printed' });
    for (const value of [row, [row], { of: row }])
      expect(decode(encode(value))).not.toEqual(JSON.parse(JSON.stringify(value)));
  });

  test('cannot be made of what is its own part, and that is said', () => {
    const state = { parts: [{}] };
    state.parts.push(state);
    expect(() => encode(state)).toThrow(/circular/);
  });

  test('is another for each number, also where JSON knows no difference', () => {
    expect(new Set([...odd, 0, null].map(encode)).size).toBe(odd.length + 2);
  });
});
