import type { TradePayload } from '../../market/events.ts';

/** What the exchange sent in one websocket message. */
export type Frame =
  | { readonly is: 'trade'; readonly trade: TradePayload }
  /** It will close this connection soon. */
  | { readonly is: 'shutdown' }
  /** Anything else: an answer, an error, no JSON at all. */
  | { readonly is: 'odd' };

/** Reads a message, bare or in a combined stream's frame. The trade is what was sent: every field, in its order. */
export function readFrame(text: string): Frame {
  const message = parse(text);
  const payload = 'stream' in message && isObject(message.data) ? message.data : message;
  if (payload.e === 'serverShutdown') return { is: 'shutdown' };
  return isTrade(payload) ? { is: 'trade', trade: payload } : { is: 'odd' };
}

type Fields = { readonly [field: string]: unknown };

/** Checks what this source itself relies on; the rest is for whoever reads the log. */
const isTrade = (payload: Fields): payload is Fields & TradePayload =>
  payload.e === 'trade' &&
  typeof payload.s === 'string' &&
  typeof payload.p === 'string' &&
  typeof payload.q === 'string' &&
  Number.isSafeInteger(payload.t) &&
  Number.isSafeInteger(payload.E) &&
  Number.isSafeInteger(payload.T);

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

function parse(text: string): Fields {
  try {
    const json: unknown = JSON.parse(text);
    return isObject(json) ? json : {};
  } catch {
    return {};
  }
}
