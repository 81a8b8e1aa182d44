import type { View } from 'vega';
import { PipelineError } from '../../core/errors.ts';
import { font } from './fonts.ts';
import { drawable } from './lettering.ts';

/** As far as it is looked at here; Vega's types say nothing of it. */
interface Item {
  readonly marktype?: string;
  readonly items?: readonly Item[];
  readonly bounds?: { readonly x1: number; readonly y1: number; readonly x2: number; readonly y2: number };
  readonly font?: string;
  text?: unknown;
}

/** How large the scene is, in CSS pixels. */
export function extentOf(view: View): { readonly width: number; readonly height: number } {
  const { x1, x2, y1, y2 } = rootOf(view).bounds ?? { x1: 0, x2: 0, y1: 0, y2: 0 };
  return { width: x2 - x1, height: y2 - y1 };
}

/**
 * Gives the texts of a scene that have characters which the font lacks; for a PNG it writes them without. A
 * PipelineError CONFIG for a text in another font: the system might have it, or not.
 */
export function letter(view: View, format: 'png' | 'svg'): readonly string[] {
  const foreign = new Set<string>();
  const shown = (line: unknown): unknown => {
    if (typeof line !== 'string') return line;
    const text = drawable(line);
    if (text !== line) foreign.add(line);
    return format === 'png' ? text : line;
  };
  const visit = (item: Item, marktype: string | undefined): void => {
    for (const inner of item.items ?? []) visit(inner, item.marktype);
    if (marktype !== 'text' || (item.text ?? '') === '') return;
    if (!FAMILY.test(item.font ?? '')) throw otherFont(item.font);
    item.text = Array.isArray(item.text) ? item.text.map(shown) : shown(item.text);
  };
  visit(rootOf(view), undefined);
  return [...foreign];
}

const FAMILY = new RegExp(`^["']?${font.family}["']?\\s*(,|$)`);

const rootOf = (view: View): Item => (view.scenegraph() as unknown as { readonly root: Item }).root;

const otherFont = (got: string | undefined): PipelineError =>
  new PipelineError(
    'CONFIG',
    `A chart has a text in the font ${got ?? 'that Vega takes where none is named'}. Charts are written in ` +
      `${font.family} alone, which is the same on every machine: leave fonts out of the spec.`,
  );
