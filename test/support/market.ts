/** What a producer puts into the log, as short as a test wants it. */

export const NOON = Date.UTC(2024, 7, 8, 12);

interface TradeFields {
  readonly s?: string;
  readonly t?: number;
  readonly p?: string;
  readonly q?: string;
}

/** A trade payload at `T`; its id is its time unless one is given. */
export const tradeAt = (T: number, { s = 'BTCUSDT', t = T, p = '1', q = '1' }: TradeFields = {}) =>
  ({ e: 'trade', E: T, s, t, p, q, T, m: true, M: true }) as const;

export const tickAt = (E: number, prices: Readonly<Record<string, string>>) => ({ e: 'tick', E, prices }) as const;
