import { expect, test } from 'vitest';
import { placeOf, positionAt } from '../../../src/logs/file/position.ts';

test('a position is a generation and an offset, and says what is left of a limited read', () => {
  const place = { generation: '3f.0123abcd', offset: 4_503_599_627_370, check: '', left: Number.POSITIVE_INFINITY };
  expect(positionAt(place)).toBe('3f.0123abcd:4503599627370');
  expect(positionAt({ ...place, check: '64.1y2p0ij' })).toBe('3f.0123abcd:4503599627370-64.1y2p0ij');
  expect(positionAt({ ...place, check: '8.z', left: 7 })).toBe('3f.0123abcd:4503599627370-8.z:7');
  expect(positionAt({ generation: undefined, offset: 0, check: '', left: 0 })).toBe(':0:0');
});

test('a position before the first line of whatever file is there names none', () => {
  const nowhere = { generation: undefined, offset: 0, check: '', left: Number.POSITIVE_INFINITY };
  expect(placeOf(':0')).toEqual(nowhere);
});

test.each(['3f.0123abcd:12', '3f.0123abcd:12-12.1z', '3f.0123abcd:12-12.1z:250', ':0', ':0:250'])(
  '%s is read back as it was written',
  (position) => {
    expect(positionAt(placeOf(position))).toBe(position);
  },
);

test.each(['', '12', 'a:b', 'a:-1', 'a:1:', 'a:1:2:3', 'a b:1', '4965:1e3', 'a:1-', 'a:1-x.1'])(
  '%j is no position',
  (position) => {
    expect(() => placeOf(position)).toThrow(expect.objectContaining({ code: 'LOG' }));
  },
);
