import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { GlobalFonts } from 'canvas';
import { messageOf, PipelineError } from '../../core/errors.ts';
import { FONT } from '../theme.ts';
import { charactersOf } from './characters.ts';

/** The weights that charts are written in, as the package names their files. */
const WEIGHTS = ['400Regular', '500Medium', '600SemiBold', '700Bold'] as const;
const PACKAGE = '@expo-google-fonts/inter';

/**
 * The font of all charts, registered from its package when this is first imported, and never taken from the system:
 * without it text would be drawn in another font, or where there is none not at all, and nobody would be told.
 * A PipelineError MISSING where the package is not as it should be.
 */
export const font = { family: FONT, has: registered() };

/** Whether it can draw a character. */
function registered(): (character: number) => boolean {
  const files = WEIGHTS.map((weight) => fileOf(weight));
  for (const { path, data } of files) {
    if (!GlobalFonts.register(data, FONT))
      throw new PipelineError('MISSING', `${path} is no font: install ${PACKAGE}.`);
  }
  const [regular] = files;
  return charactersOf(regular?.data ?? Buffer.alloc(0));
}

function fileOf(weight: string): { readonly path: string; readonly data: Buffer } {
  const name = `${PACKAGE}/${weight}/Inter_${weight}.ttf`;
  try {
    const path = fileURLToPath(import.meta.resolve(name));
    return { path, data: readFileSync(path) };
  } catch (thrown) {
    throw new PipelineError(
      'MISSING',
      `Charts are written in the font ${FONT}, and there is no ${name} (${messageOf(thrown)}): install ${PACKAGE}.`,
    );
  }
}
