import { writeFile } from 'node:fs/promises';
import { InvalidArgumentError } from 'commander';
import { render } from '../charts/render.ts';
import type { Chart } from '../core/chart.ts';
import { messageOf, PipelineError } from '../core/errors.ts';
import type { Logger } from '../core/source.ts';
import { print, say } from './output.ts';

/** A file that a picture is written to, as its name says. */
export interface PictureFile {
  readonly path: string;
  readonly format: 'png' | 'svg';
}

/** Reads an option that names such a file. */
export function pictureFile(path: string): PictureFile {
  const [, ending] = /\.(png|svg)$/i.exec(path) ?? [];
  if (ending !== undefined) return { path, format: ending.toLowerCase() === 'svg' ? 'svg' : 'png' };
  throw new InvalidArgumentError('Wanted a file whose name ends in .png or .svg.');
}

/** Draws a chart into a file, and says on stderr what is to be seen there. */
export async function drawInto({ path, format }: PictureFile, chart: Chart, logger: Logger): Promise<void> {
  const picture = await render(chart, { format, logger });
  try {
    await writeFile(path, picture);
  } catch (thrown) {
    throw new PipelineError('CONFIG', `The picture cannot be written: ${messageOf(thrown)}`, { cause: thrown });
  }
  say(`${path}: ${chart.alt}`);
}

/** The same onto stdout, as PNG. */
export async function drawOut(chart: Chart, logger: Logger): Promise<void> {
  await print(await render(chart, { logger }));
  say(chart.alt);
}
