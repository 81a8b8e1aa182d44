import type { Tick } from '../core/decoder.ts';
import { amountOf, Misfit, millisOf } from './fields.ts';

/** Assets in one tick, at most: Binance quotes in about forty. */
const ASSETS_MAX = 1_000;

/**
 * Reads a tick: `{"e":"tick","E":1723161255343,"prices":{"BTC":"61837.63"}}`, prices in US dollars. A price of 0 is
 * none.
 */
export function tickOf(payload: { readonly [field: string]: unknown }): Tick {
  const { prices } = payload;
  if (typeof prices !== 'object' || prices === null || Array.isArray(prices)) {
    throw new Misfit('unparsable', 'prices is no object, wanted {"BTC":"61837.63", …}');
  }
  const fields = prices as { readonly [asset: string]: unknown };
  const assets = Object.keys(fields);
  if (assets.length > ASSETS_MAX)
    throw new Misfit('unparsable', `${assets.length} prices, wanted at most ${ASSETS_MAX}`);
  return {
    time: millisOf(payload, 'E'),
    prices: Object.fromEntries(
      assets.map((asset) => [asset, amountOf(fields, asset)] as const).filter(([, price]) => price > 0),
    ),
  };
}
