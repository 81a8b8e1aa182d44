import type { RowCursor } from '../../core/source.ts';

/** Rows in one read, at most. */
export const PAGE = 1_000;

/** A place in closing order as a position. */
export const positionAt = ({ version, closes, start, key }: RowCursor): string =>
  JSON.stringify([version, closes, start, key]);

export function cursorOf(position: string): RowCursor {
  const [version, closes, start, key] = JSON.parse(position) as [number, number, number, string];
  return { version, closes, start, key };
}
