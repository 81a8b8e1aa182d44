import type { TradePayload } from '../../market/events.ts';
import { type Fields, fieldsIn, unframed } from '../../market/frame.ts';

/** What the exchange sent in one websocket message. */
export type Frame =
  | { readonly is: 'trade'; readonly trade: TradePayload }
  /** It will close this connection soon. */
  | { readonly is: 'shutdown' }
  /** What it says to a request; with why, if it refuses. */
  | { readonly is: 'answer'; readonly id: number; readonly refusal?: string }
  /** Anything else: an error, no JSON at all. */
  | { readonly is: 'odd' };

/** Reads a message, bare or in a combined stream's frame. The trade is what was sent: every field, in its order. */
export function readFrame(text: string): Frame {
  const message = fieldsIn(text);
  const payload = unframed(message);
  if (payload.e === 'serverShutdown') return { is: 'shutdown' };
  if (isTrade(payload)) return { is: 'trade', trade: payload };
  if (!Number.isSafeInteger(message.id) || !('result' in message || 'error' in message)) return { is: 'odd' };
  const answer = { is: 'answer', id: message.id as number } as const;
  return 'error' in message ? { ...answer, refusal: JSON.stringify(message.error) } : answer;
}

/** Checks what this source itself relies on; the rest is for whoever reads the log. */
const isTrade = (payload: Fields): payload is Fields & TradePayload =>
  payload.e === 'trade' &&
  typeof payload.s === 'string' &&
  typeof payload.p === 'string' &&
  typeof payload.q === 'string' &&
  Number.isSafeInteger(payload.t) &&
  Number.isSafeInteger(payload.E) &&
  Number.isSafeInteger(payload.T);
