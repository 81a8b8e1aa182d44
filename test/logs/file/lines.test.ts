import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutLines, LINE_MAX, type Lines } from '../../../src/logs/file/lines.ts';

const all = Number.POSITIVE_INFINITY;
const cut = (text: string, over = false, most = all, offset = 0) => {
  const lines = cutLines(Buffer.from(text), offset, over, most);
  const texts = lines.records.map(({ data }) => new TextDecoder().decode(data));
  return { texts, ends: endsOf(lines), end: lines.end };
};
const endsOf = ({ records, endOf }: Lines) => records.map((_, i) => endOf(i));

describe('cutLines', () => {
  test('cuts at newlines and leaves the beginning of a line', () => {
    expect(cut('{"a":1}\n{"b":2}\n{"c"')).toEqual({ texts: ['{"a":1}', '{"b":2}'], ends: [8, 16], end: 16 });
  });

  test('counts from the offset', () => {
    expect(cut('a\nb\n', false, all, 100)).toEqual({ texts: ['a', 'b'], ends: [102, 104], end: 104 });
  });

  test('takes the rest for a line when nothing can follow it', () => {
    expect(cut('a\nrest', true)).toEqual({ texts: ['a', 'rest'], ends: [2, 6], end: 6 });
  });

  test('passes over blank lines and keeps a CR that stands before the newline', () => {
    expect(cut('\n\r\na\r\n\n\nb\n\r\n')).toEqual({ texts: ['a\r', 'b'], ends: [6, 10], end: 12 });
  });

  test('stops after the most that is wanted', () => {
    expect(cut('a\nb\nc\n', false, 2)).toEqual({ texts: ['a', 'b'], ends: [2, 4], end: 4 });
  });

  test('shares the bytes instead of copying them', () => {
    const bytes = Buffer.from(new TextEncoder().encode('{"a":1}\n').buffer); // of its own, not of the pool
    expect(cutLines(bytes, 0, false, all).records[0]?.data.buffer).toBe(bytes.buffer);
  });

  test('gives the first piece of an endless line, and does not wait for its end', () => {
    const { ends, end } = cut('x'.repeat(LINE_MAX + 5));
    expect({ ends, end }).toEqual({ ends: [LINE_MAX], end: LINE_MAX });
    expect(cut('x'.repeat(LINE_MAX - 1)).ends).toEqual([]);
  });

  test('cuts a line above the limit into pieces, at the same places however much of it is there', () => {
    const property = fc.property(
      fc.constantFrom(LINE_MAX - 1, LINE_MAX, LINE_MAX + 1, 2 * LINE_MAX, 2 * LINE_MAX + 3),
      fc.array(fc.integer({ min: -2, max: 3 }), { maxLength: 3 }),
      (length, steps) => {
        const bytes = Buffer.concat([Buffer.alloc(length, 'x'), Buffer.from('\nnext\n')]);
        const whole = cutLines(bytes, 0, false, all);
        expect(Buffer.concat(whole.records.slice(0, -1).map(({ data }) => data))).toHaveLength(length);
        expect(Math.max(...whole.records.map(({ data }) => data.length))).toBeLessThanOrEqual(LINE_MAX);
        const ends: (number | undefined)[] = [];
        let offset = 0;
        for (const shown of [...steps.map((step) => LINE_MAX + step), LINE_MAX, 2 * LINE_MAX, bytes.length]) {
          const part = cutLines(bytes.subarray(offset, Math.max(offset, shown)), offset, false, all);
          ends.push(...endsOf(part));
          offset = part.end;
        }
        expect(ends).toEqual(endsOf(whole));
      },
    );
    fc.assert(property, { numRuns: 40 });
  });
});
