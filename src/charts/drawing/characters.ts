/**
 * Which characters a TrueType font can draw: its table `cmap`, in format 12, which names all of Unicode in segments.
 * A RangeError where the font has no such table.
 */
export function charactersOf(font: Buffer): (character: number) => boolean {
  const segments = segmentsOf(font);
  return (character) => {
    let [low, high] = [0, segments.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((segments[middle]?.[1] ?? 0) < character) low = middle + 1;
      else high = middle;
    }
    const segment = segments[low];
    return segment !== undefined && segment[0] <= character;
  };
}

/** The first and the last character of each, ascending. */
function segmentsOf(font: Buffer): readonly (readonly [number, number])[] {
  const cmap = tableAt(font, 'cmap');
  const subtables = Array.from(
    { length: font.readUInt16BE(cmap + 2) },
    (_, i) => cmap + font.readUInt32BE(cmap + 8 + 8 * i),
  );
  const wide = subtables.find((at) => font.readUInt16BE(at) === 12);
  if (wide === undefined) throw new RangeError('the font has no cmap of format 12');
  return Array.from({ length: font.readUInt32BE(wide + 12) }, (_, i) => {
    const at = wide + 16 + 12 * i;
    return [font.readUInt32BE(at), font.readUInt32BE(at + 4)];
  });
}

function tableAt(font: Buffer, name: string): number {
  for (let i = 0; i < font.readUInt16BE(4); i++) {
    const entry = 12 + 16 * i;
    if (font.toString('latin1', entry, entry + 4) === name) return font.readUInt32BE(entry + 8);
  }
  throw new RangeError(`the font has no table ${name}`);
}
