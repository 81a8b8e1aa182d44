import type { TradePayload } from '../../market/events.ts';

type Fields = { readonly [field: string]: unknown };

const DECIMAL = /^\d{1,15}(\.\d{1,8})?$/;

/** The trade in a line of a recording, with every field that it has; undefined where it is none. */
export function readTrade(text: string): TradePayload | undefined {
  const message = parse(text);
  const payload = isObject(message.data) ? message.data : message;
  return isTrade(payload) ? payload : undefined;
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
