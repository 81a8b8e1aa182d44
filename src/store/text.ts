/** A surrogate, or the character that stands in for one. */
const SPECIAL = /[\ud800-\udfff\ue000]/g;
const MARK = '\ue000';
const MARK_ITSELF = '\uf000';
/** From the surrogates, U+D800 to U+DFFF, to characters that UTF-8 can hold, in the same order and below U+F000. */
const SHIFT = 0x800;

/**
 * Text as a store holds it, so that it orders it as JavaScript does. SQLite and Redis compare UTF-8 bytes, which is the
 * order of code points; JavaScript compares UTF-16 code units. They differ only in that surrogates (halves of
 * characters beyond U+FFFF) are code units below U+E000; so each surrogate is written as U+E000 and a second character,
 * and U+E000 itself likewise. A lone half, which UTF-8 could not hold, survives this way too. All other text stands as
 * it is.
 */
export const toText = (text: string): string =>
  text.replace(SPECIAL, (unit) =>
    unit === MARK ? MARK + MARK_ITSELF : MARK + String.fromCharCode(unit.charCodeAt(0) + SHIFT),
  );

/** The inverse of `toText`. */
export const fromText = (column: string): string =>
  column.replace(/\ue000(.)/gs, (_pair, second: string) =>
    second === MARK_ITSELF ? MARK : String.fromCharCode(second.charCodeAt(0) - SHIFT),
  );
