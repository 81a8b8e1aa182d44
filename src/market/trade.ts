import { type Decoder, inColumns } from '../core/decoder.ts';
import { byColumn } from './trade/by-column.ts';
import { byObject } from './trade/by-object.ts';
import type { Trade } from './trade/event.ts';

export type { Trade } from './trade/event.ts';

/**
 * Reads Binance's `@trade` payload, bare or in a combined stream's frame, with times in ms or µs, keys in any order and
 * unknown fields left aside; and the producer's own ticks and notices.
 * Source: Binance's web socket streams, `Trade Streams`.
 */
export const trade: Decoder<Trade> = inColumns(
  { name: 'trade', timeOf: ({ time }) => time, decode: byObject() },
  byColumn,
);
