/** Which trades share a partition key: blocks of 64 ids, so that they spread evenly and yet can be packed together. */
const BLOCK = 64;

/**
 * The name of the block of trades that a value belongs to, such as `BTCUSDT/123`: the same trade put twice comes to the
 * same shard. A trade is as Binance sends it, or as `parse` makes it, with a symbol and an id. Undefined for all else.
 */
export function blockOf(value: unknown): string | undefined {
  const { e, s, t, symbol, id } = fieldsOf(value);
  const [of, number] = e === 'trade' ? [s, t] : [symbol, id];
  if (typeof of !== 'string' || typeof number !== 'number' || !Number.isSafeInteger(number)) return undefined;
  return `${of}/${Math.floor(number / BLOCK)}`;
}

/**
 * Ticks and end marks move event time, so every partition of a log wants them, also one where nothing is traded. What
 * only has their name is none.
 */
export function isForAll(value: unknown): boolean {
  const { e, E, prices } = fieldsOf(value);
  return typeof E === 'number' && (e === 'end' || (e === 'tick' && typeof prices === 'object'));
}

const fieldsOf = (value: unknown): { readonly [field: string]: unknown } =>
  typeof value === 'object' && value !== null ? (value as { readonly [field: string]: unknown }) : {};
