import { spanText } from '../core/time.ts';
import type { Change } from './changes.ts';

/**
 * A change in words, such as `-210.2 (-0.34 %) within 1 h`; it says so where no candle tells what was paid before, or
 * where some are missing.
 */
export function changeText({ span, change, relative, missing }: Change): string {
  const within = `within ${spanText(span)}`;
  if (change === null || relative === null) return `no candle tells the change ${within}`;
  const gap = missing === 0 ? '' : `, before which ${missing} ${missing === 1 ? 'candle is' : 'candles are'} missing`;
  return `${signed(change)} (${signed((relative * 100).toFixed(PLACES))} %) ${within}${gap}`;
}

const PLACES = 2;

const signed = (decimal: string): string => (Number(decimal) > 0 ? `+${decimal}` : decimal);
