import type { EndEvent, GapEvent, TickEvent, TradePayload } from '../../market/events.ts';
import { type Fields, fieldsIn, unframed } from '../../market/frame.ts';

const DECIMAL = /^\d{1,15}(\.\d{1,8})?$/;

/** What a producer writes into its log beside the trades. */
const BESIDE: readonly unknown[] = ['tick', 'gap', 'end'] satisfies readonly Beside[];
type Beside = TickEvent['e'] | GapEvent['e'] | EndEvent['e'];

/**
 * The trade in a line of a recording, with every field that the exchange sent; what else a log holds by its kind;
 * undefined where it is neither.
 */
export function readTrade(text: string): TradePayload | 'beside' | undefined {
  const payload = unframed(fieldsIn(text));
  if (BESIDE.includes(payload.e)) return 'beside';
  if (!isTrade(payload)) return undefined;
  if (payload.filled === undefined) return payload;
  const { filled: _, ...sent } = payload; // this exchange streams it, whatever another one did
  return sent;
}

/** Checks what the exchange counts with; the rest is sent as it is. */
const isTrade = (payload: Fields): payload is Fields & TradePayload =>
  payload.e === 'trade' &&
  typeof payload.s === 'string' &&
  isDecimal(payload.p) &&
  isDecimal(payload.q) &&
  typeof payload.m === 'boolean' &&
  Number.isSafeInteger(payload.t) &&
  Number.isSafeInteger(payload.E) &&
  Number.isSafeInteger(payload.T);

const isDecimal = (value: unknown): boolean => typeof value === 'string' && DECIMAL.test(value);
