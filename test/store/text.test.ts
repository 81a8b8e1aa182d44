import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareText } from '../../src/core/row.ts';
import { fromText, toText } from '../../src/store/text.ts';
import { oddTexts } from '../conformance/store-data.ts';

/** Any code units at all, and often those around the surrogates. */
const text = fc
  .array(fc.oneof(fc.integer({ min: 0xd7fe, max: 0xe002 }), fc.constantFrom(0xf000, 0x61), fc.nat(0xffff)))
  .map((units) => String.fromCharCode(...units));

const stored = (column: string): Buffer => Buffer.from(toText(column), 'utf8');

test('whatever text is stored comes back', () => {
  fc.assert(fc.property(text, (any) => fromText(stored(any).toString('utf8')) === any));
});

test('the bytes stored stand in the order of the code units', () => {
  fc.assert(
    fc.property(text, text, (a, b) => Math.sign(Buffer.compare(stored(a), stored(b))) === compareText(a, b)),
    { numRuns: 2_000 },
  );
  expect(oddTexts.toSorted((a, b) => Buffer.compare(stored(a), stored(b)))).toEqual(oddTexts);
});

test('text that is neither stays as it is', () => {
  for (const plain of ['BTCUSDT', 'é', '日本', '\0', '']) expect(toText(plain)).toBe(plain);
});
