/** Goal: a picture is drawn once for all who want it, a few at a time, and who asks for too many is told so. */
import { expect, test } from 'vitest';
import type { Chart } from '../../../src/core/chart.ts';
import { PipelineError, WorldError } from '../../../src/core/errors.ts';
import { Pictures } from '../../../src/dashboard/api/charts-pictures.ts';
import { bars } from '../../support/chart.ts';
import { turn } from '../../support/manual-clock.ts';

/** Draws when the test says so. */
function drawing(bytes = 3) {
  const underway: { readonly title: string; readonly done: () => void; readonly failed: () => void }[] = [];
  const draw = ({ title }: Chart) =>
    new Promise<Uint8Array>((resolve, reject) => {
      const failed = () => reject(new PipelineError('CONFIG', `${title} cannot be drawn`));
      underway.push({ title, done: () => resolve(new Uint8Array(bytes)), failed });
    });
  return { underway, pictures: new Pictures(draw) };
}
const nth = (n: number) => bars(`${n}`, n);

test('two are drawn at once, the others in turn', async () => {
  const { underway, pictures } = drawing();
  const all = [1, 2, 3, 4].map((n) => pictures.of(nth(n)));
  await turn();
  expect(underway.map(({ title }) => title)).toEqual(['1', '2']);
  underway[1]?.done();
  await turn();
  expect(underway.map(({ title }) => title)).toEqual(['1', '2', '3']);
  for (const i of [0, 2, 3]) {
    underway[i]?.done();
    await turn();
  }
  expect(await Promise.all(all)).toHaveLength(4);
});

test('the same is drawn once, at the same size and as the same kind', async () => {
  const { underway, pictures } = drawing();
  const [a, b] = [pictures.of(nth(1)), pictures.of(nth(1), { format: 'png' })];
  const larger = pictures.of(nth(1), { scale: 3 });
  await turn();
  expect(underway).toHaveLength(2);
  for (const { done } of underway) done();
  expect(await a).toBe(await b);
  expect(await larger).not.toBe(await a);
  expect(await pictures.of(nth(1))).toBe(await a);
});

test('of what cannot be drawn all hear who asked, and the next one tries again', async () => {
  const { underway, pictures } = drawing();
  const both = [pictures.of(nth(1)), pictures.of(nth(1))];
  await turn();
  underway[0]?.failed();
  expect((await Promise.allSettled(both)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  const again = pictures.of(nth(1));
  await turn();
  underway[1]?.done();
  expect(await again).toHaveLength(3);
});

test('twenty wait, and no more', async () => {
  const { pictures } = drawing();
  for (let n = 0; n < 22; n++) void pictures.of(nth(n));
  await expect(pictures.of(nth(22))).rejects.toThrow(WorldError);
  void pictures.of(nth(21));
});

test('pictures are kept for who asks again, up to so many bytes', async () => {
  const { underway, pictures } = drawing(5 << 20);
  const drawnAgain = async (n: number) => {
    const before = underway.length;
    const picture = pictures.of(nth(n));
    await turn();
    underway[before]?.done();
    await picture;
    return underway.length > before;
  };
  expect([await drawnAgain(1), await drawnAgain(1), await drawnAgain(2), await drawnAgain(1)]).toEqual([
    ...[true, false, true, true],
  ]);
});
