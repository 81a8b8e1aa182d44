/** A piece of ASCII that is compared by four bytes at a time; the last four may overlap those before. */
export interface Word {
  readonly length: number;
  readonly fours: Uint32Array;
}

/** Of four characters at least. */
export function wordOf(text: string): Word {
  const bytes = Buffer.from(text, 'latin1');
  const last = bytes.length - 4;
  const fours = Array.from({ length: Math.ceil(bytes.length / 4) }, (_, i) =>
    bytes.readUint32LE(Math.min(4 * i, last)),
  );
  return { length: bytes.length, fours: Uint32Array.from(fours) };
}

/** Whether this is what lies there. */
export function liesAt(view: DataView, at: number, { length, fours }: Word): boolean {
  const last = at + length - 4;
  if (last + 4 > view.byteLength) return false;
  for (let i = 0; i < fours.length; i++) {
    if (view.getUint32(Math.min(at + 4 * i, last), true) !== fours[i]) return false;
  }
  return true;
}
