import type { Heading } from '../core/chart.ts';
import type { Millis } from '../core/time.ts';
import { INNER_WIDTH, theme } from './theme.ts';
import { betweenText, isInstant, updatedText } from './times.ts';
import { wrapped } from './wrapped.ts';

/** As Vega-Lite and Vega take it, on as many lines as it needs. `notes`: what the chart itself has to say. */
export function headingOf(
  { title, subtitle, updated }: Heading,
  window: Window | undefined,
  notes: readonly string[] = [],
): { readonly text: readonly string[]; readonly subtitle?: readonly string[] } {
  const when = subtitle ?? (window ? betweenText(window.from, window.to) : '');
  const parts = [when, updated === undefined ? '' : updatedText(updated)].filter((part) => part !== '');
  const lines = [parts.join(' · '), ...notes].flatMap((line) => wrapped(line, SUBTITLE_WIDTH, 3));
  // Vega leaves room for a subtitle of no lines.
  return { text: wrapped(title, TITLE_WIDTH, 2), ...(lines.length > 0 && { subtitle: lines }) };
}

export interface Window {
  readonly from: Millis;
  readonly to: Millis;
}

/** From the first start to the last end, where the rows are of windows, or candles of the market client. */
export function windowOf(rows: readonly unknown[]): Window | undefined {
  let window: Window | undefined;
  for (const row of rows) {
    const {
      openTime,
      closeTime,
      start = openTime,
      end = Number(closeTime) + 1,
    } = row as Readonly<Record<string, unknown>>;
    if (!isInstant(start) || !isInstant(end)) return undefined;
    window = { from: Math.min(window?.from ?? start, start), to: Math.max(window?.to ?? end, end) };
  }
  return window;
}

/** As parts of the sizes of their letters. */
const TITLE_WIDTH = INNER_WIDTH / theme.title.fontSize;
const SUBTITLE_WIDTH = INNER_WIDTH / theme.title.subtitleFontSize;
