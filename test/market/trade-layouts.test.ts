/** Goal: to learn a layout costs much, so it is done where it pays, whoever writes into the log. */
import { beforeEach, expect, test, vi } from 'vitest';
import { byObject } from '../../src/market/trade/by-object.ts';
import { learned } from '../../src/market/trade/layout.ts';
import { tradeAt } from '../support/market.ts';

vi.mock('../../src/market/trade/layout.ts', async (original) => {
  const layout = await original<typeof import('../../src/market/trade/layout.ts')>();
  return { ...layout, learned: vi.fn(layout.learned) };
});

const LINES = 20_000;
const one = (i: number): object => tradeAt(i);
const other = (i: number): object => Object.fromEntries(Object.entries(tradeAt(i)).reverse());
/** Reads so many lines, and gives how often a layout was learned. */
function learnedOf(read: ReturnType<typeof byObject>, lines: number, of: (i: number) => object): number {
  const before = vi.mocked(learned).mock.calls.length;
  for (let i = 0; i < lines; i++) {
    const made = read({ data: new TextEncoder().encode(JSON.stringify(of(i))) });
    if (!('time' in made) || made.time !== i) throw new Error(`read ${JSON.stringify(made)}, wanted time ${i}`);
  }
  return vi.mocked(learned).mock.calls.length - before;
}

beforeEach(() => {
  vi.mocked(learned).mockClear(); // and give nothing back, which would be called afterwards
});

test('a producer is learned at once, and the one that follows him soon', () => {
  const read = byObject();
  expect(learnedOf(read, 1_000, one)).toBe(1);
  expect(learnedOf(read, 20, other)).toBe(1);
});

test.each<[string, (i: number) => object]>([
  ['who take turns of nine lines', (i) => (Math.floor(i / 9) % 2 === 0 ? one(i) : other(i))],
  ['who take turns of thirty lines', (i) => (Math.floor(i / 30) % 2 === 0 ? one(i) : other(i))],
  ['who name a field anew in each line', (i) => ({ [`n${i}`]: 1, ...one(i) })],
])('of producers %s few layouts are learned, and of one who comes then his', (_who, of) => {
  const read = byObject();
  expect(learnedOf(read, LINES, of)).toBeLessThan(15);
  learnedOf(read, LINES, one);
  vi.mocked(learned).mockClear();
  expect(learnedOf(read, 1_000, one)).toBe(0);
  expect(learnedOf(read, 20, other)).toBe(1);
});
