import { readFile } from 'node:fs/promises';
import { createCanvas, loadImage } from 'canvas';

/** How far the shades of a pixel may be apart, of 255, and for which part of all pixels further. */
const SHADES = 8;
const PART = 0.000_5;

/** Says in what a PNG differs from one in a file; undefined where nobody would see it. */
export async function differenceFrom(path: string, png: Uint8Array): Promise<string | undefined> {
  const [wanted, got] = [await pixelsOf(await readFile(path)), await pixelsOf(png)];
  if (wanted.width !== got.width || wanted.height !== got.height) {
    return `it is ${got.width} × ${got.height}, wanted ${wanted.width} × ${wanted.height}`;
  }
  const pixels = got.width * got.height;
  let different = 0;
  for (let i = 0; i < 4 * pixels; i += 4) {
    if ([0, 1, 2, 3].some((j) => Math.abs((got.data[i + j] ?? 0) - (wanted.data[i + j] ?? 0)) > SHADES)) different++;
  }
  return different > pixels * PART ? `${different} of ${pixels} pixels differ` : undefined;
}

async function pixelsOf(png: Uint8Array) {
  const image = await loadImage(Buffer.from(png));
  const context = createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  return context.getImageData(0, 0, image.width, image.height);
}
