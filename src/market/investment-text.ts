import type { Investment } from './invested.ts';

/**
 * An investment in words, such as `12 months ago, at 36256.5: worth 1705.53 now`; it says so where no candle tells what
 * was paid, or where some are missing.
 */
export function investmentText({ ago, price, worth, missing }: Investment): string {
  if (price === null || worth === null) return `${ago}: no candle tells what was paid`;
  const gap = missing === 0 ? '' : ` before ${missing} missing ${missing === 1 ? 'candle' : 'candles'}`;
  return `${ago}, at ${price}${gap}: worth ${worth} now`;
}
