import type { FastifyReply } from 'fastify';
import type { Chart } from '../../core/chart.ts';
import { PipelineError } from '../../core/errors.ts';
import type { World } from '../world.ts';
import type { Pictures } from './charts-pictures.ts';

/** How a picture is drawn: of what size in CSS pixels, and of how many pixels each of them is in a PNG. */
export interface AskedPicture {
  readonly width?: number;
  readonly height?: number;
  readonly scale: number;
}

export type PictureFormat = 'png' | 'svg';

/**
 * A picture is no narrower than its title is laid out for; a smaller `scale` makes a smaller PNG, in steps, so that not
 * every number is another picture to be drawn.
 */
export const PICTURE = {
  width: { type: 'integer', minimum: 800, maximum: 1_600 },
  height: { type: 'integer', minimum: 300, maximum: 1_200 },
  scale: { type: 'number', minimum: 0.25, maximum: 4, multipleOf: 0.25, default: 2 },
};

/** What a name in an address asks for, such as `usd-by-symbol.png`. */
export function pictureNamed(file: string): { readonly name: string; readonly format: PictureFormat } {
  const [, name, format] = /^(.+)\.(png|svg)$/s.exec(file) ?? [];
  if (name !== undefined) return { name, format: format === 'svg' ? 'svg' : 'png' };
  throw new PipelineError('MISSING', 'A picture is NAME.png or NAME.svg.');
}

/** Answers with a picture of a chart. */
export async function drawnAs(
  chart: Chart,
  format: PictureFormat,
  { width, height, scale }: AskedPicture,
  pictures: Pictures,
  reply: FastifyReply,
  { logger }: World,
): Promise<Buffer> {
  const sized = { ...chart, spec: sizedAs(chart.spec, { ...(width && { width }), ...(height && { height }) }) };
  const bytes = await pictures.of(sized, { format, scale, logger });
  reply.type(format === 'png' ? 'image/png' : 'image/svg+xml');
  return bytes;
}

function sizedAs(spec: object, size: { readonly width?: number; readonly height?: number }): object {
  const asked = Object.keys(size);
  const own = asked.find((side) => typeof Reflect.get(spec, side) !== 'number');
  if (own === undefined) return { ...spec, ...size };
  throw new PipelineError('CONFIG', `This chart is as large as its parts need: leave ${own} out, and take a scale.`);
}
