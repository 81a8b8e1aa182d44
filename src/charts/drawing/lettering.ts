import * as vega from 'vega';
import { font } from './fonts.ts';

/** Stands for each character that the font has not. */
const BOX = '□';

/**
 * A text as it is drawn: a character that the font lacks is a box. The canvas would look for it in the fonts of the
 * system, and draw another picture on each machine. What only changes the character before it is left out.
 */
export const drawable = (text: string): string =>
  text.replace(FOREIGN, (character) =>
    font.has(character.codePointAt(0) ?? 0) ? character : INVISIBLE.test(character) ? '' : BOX,
  );

const FOREIGN = /[^ -~]/gu;
const INVISIBLE = /[\p{M}\p{Cf}]/u;

/** As far as Vega's own are used here; its types do not have them. */
interface TextMetrics {
  width: (item: Lettered, text: unknown) => number;
  readonly measureWidth: (item: Lettered, text: string) => number;
}

/** A text in Vega's scenegraph. */
interface Lettered {
  readonly font?: string;
  readonly fontSize?: number;
  readonly fontWeight?: string | number;
  readonly fontStyle?: string;
  readonly limit?: number;
}

/** Texts are measured as they are drawn, from here on, by all who use Vega in this process. */
export function measureAsDrawn(): void {
  const { textMetrics } = vega as unknown as { readonly textMetrics: TextMetrics };
  textMetrics.width = ({ limit = 0, ...item }, text) => {
    const width = textMetrics.measureWidth(item, drawable(String(text ?? '').trim()));
    return limit > 0 ? Math.min(width, limit) : width;
  };
}
