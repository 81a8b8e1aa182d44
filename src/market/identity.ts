/** Which trades share a partition key: blocks of 64 ids, so that they spread evenly and yet can be packed together. */
const BLOCK = 64;

/**
 * The name of the block of trades that a payload belongs to, such as `BTCUSDT/123`: the same trade put twice comes to
 * the same shard. Undefined for what is no trade.
 */
export function blockOf(value: unknown): string | undefined {
  const { e, s, t } = fieldsOf(value);
  if (e !== 'trade' || typeof s !== 'string' || typeof t !== 'number' || !Number.isSafeInteger(t)) return undefined;
  return `${s}/${Math.floor(t / BLOCK)}`;
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
