import type { EndEvent, GapEvent, TickEvent, TradePayload } from '../../market/events.ts';

type Fields = { readonly [field: string]: unknown };

const DECIMAL = /^\d{1,15}(\.\d{1,8})?$/;

/** What a producer writes into its log beside the trades. */
const BESIDE: readonly unknown[] = ['tick', 'gap', 'end'] satisfies readonly Beside[];
type Beside = TickEvent['e'] | GapEvent['e'] | EndEvent['e'];

/**
 * The trade in a line of a recording, with every field that the exchange sent; what else a log holds by its kind;
 * undefined where it is neither.
 */
export function readTrade(text: string): TradePayload | 'beside' | undefined {
  const message = parse(text);
  const payload = isObject(message.data) ? message.data : message;
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

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

function parse(text: string): Fields {
  try {
    const json: unknown = JSON.parse(text);
    return isObject(json) ? json : {};
  } catch {
    return {};
  }
}
