import type { PastRange } from '../documents/view-shapes.ts';

/** The places of a slider: one for each instant, the oldest first, and behind them the one that is now. */
export const lastPlace = ({ from, to, step }: PastRange): number => Math.max(0, Math.floor((to - from) / step)) + 1;

/** The instant of a place; null is now. */
export const instantAt = (range: PastRange, place: number): number | null =>
  place >= lastPlace(range) ? null : range.from + Math.max(0, Math.round(place)) * range.step;

/** The place of an instant, or the nearest there is. */
export const placeOf = (range: PastRange, at: number | null): number =>
  at === null
    ? lastPlace(range)
    : Math.min(lastPlace(range) - 1, Math.max(0, Math.round((at - range.from) / range.step)));

/** An instant as it stands in an address, `2026-11-24T10:00:00Z`, or in ms; null where it is none. */
export function instantFrom(text: string | null): number | null {
  if (text === null || text === '') return null;
  const at = /^\d+$/.test(text) ? Number(text) : Date.parse(text);
  return Number.isFinite(at) && Math.abs(at) <= 8.64e15 ? at : null;
}

/** As an address has it. */
export const instantText = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z');
