import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LINE_MAX } from '../../../src/core/lines.ts';
import { type Chunk, chunkOf } from '../../../src/logs/file/lines.ts';

const all = Number.POSITIVE_INFINITY;
const cut = (text: string, over = false, most = all, offset = 0) => {
  const chunk = chunkOf(Buffer.from(text), offset, over, most);
  const texts = chunk.lines.records().map(({ data }) => new TextDecoder().decode(data));
  return { texts, ends: endsOf(chunk), end: chunk.end };
};
const endsOf = ({ lines, markOf }: Chunk) => Array.from({ length: lines.length }, (_, i) => markOf(i).offset);

describe('chunkOf', () => {
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
    expect(chunkOf(bytes, 0, false, all).lines.records()[0]?.data.buffer).toBe(bytes.buffer);
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
        const whole = chunkOf(bytes, 0, false, all);
        const records = whole.lines.records().map(({ data }) => data);
        expect(Buffer.concat(records.slice(0, -1))).toHaveLength(length);
        expect(Math.max(...records.map((data) => data.length))).toBeLessThanOrEqual(LINE_MAX);
        expect(whole.last).toEqual(whole.markOf(records.length - 1));
        const ends: (number | undefined)[] = [];
        let offset = 0;
        for (const shown of [...steps.map((step) => LINE_MAX + step), LINE_MAX, 2 * LINE_MAX, bytes.length]) {
          const part = chunkOf(bytes.subarray(offset, Math.max(offset, shown)), offset, false, all);
          ends.push(...endsOf(part));
          offset = part.end;
        }
        expect(ends).toEqual(endsOf(whole));
      },
    );
    fc.assert(property, { numRuns: 40 });
  });

  test('knows the place behind the last record, and whether there is one, before any was looked for', () => {
    const piece = fc.constantFrom('', '\r', 'a', 'bc\r', 'x'.repeat(70), ' ');
    const text = fc.tuple(fc.array(piece), fc.constantFrom('', '\r', 'torn')).map(([lines, rest]) => {
      return lines.map((line) => `${line}\n`).join('') + rest;
    });
    const most = fc.constantFrom(1, 2, 3, all);
    fc.assert(
      fc.property(text, fc.boolean(), most, (text, over, most) => {
        const { last, lines, markOf, end } = chunkOf(Buffer.from(text), 9, over, most);
        expect(lines.found).toBe(0);
        // As one would cut it: at each newline, blank lines left out.
        const wanted = text.split('\n').slice(0, over ? undefined : -1);
        const texts = wanted.filter((line) => line !== '' && line !== '\r').slice(0, most);
        expect(lines.records().map(({ data }) => String(data))).toEqual(texts);
        expect(last).toEqual(texts.length === 0 ? undefined : markOf(texts.length - 1));
        if (most === all) expect(end - 9).toBe(over ? text.length : text.lastIndexOf('\n') + 1);
      }),
    );
  });
});
