import type { Aside } from '../../core/decoder.ts';
import { messageOf } from '../../core/errors.ts';
import type { Gap } from '../../core/gaps.ts';
import { type Millis, minutes } from '../../core/time.ts';
import { amountOf, flagOf, idOf, Misfit, millisOf, shown, symbolOf } from '../fields.ts';
import { splitSymbol } from '../symbol.ts';
import { tickOf } from '../tick.ts';
import type { Trade } from './event.ts';

/**
 * Reads a record as JSON: every form that a trade, a tick or a notice may have, and for the rest what is wrong with it.
 * What any quicker reading gives must be what this gives.
 */
export function byJson(data: Uint8Array): Trade | Aside {
  try {
    const text = utf8.decode(data).trim();
    if (text === '') return { aside: 'blank' };
    return ofPayload(payloadIn(JSON.parse(text)));
  } catch (thrown) {
    const aside = thrown instanceof Misfit ? thrown.aside : 'unparsable';
    return { aside, detail: messageOf(thrown) };
  }
}

/** How long after it was sent a trade may have been made: clocks differ. */
export const AHEAD_MAX = minutes(1);
const utf8 = new TextDecoder('utf-8', { fatal: true });

type Payload = { readonly [field: string]: unknown };

/** A combined stream wraps the payload as `{"stream":…,"data":{…}}`. */
function payloadIn(json: unknown): Payload {
  if (!isObject(json)) throw new Misfit('unparsable', `got ${shown(json)}, wanted a JSON object`);
  if ('e' in json || !('stream' in json)) return json;
  if (!isObject(json.data)) throw new Misfit('unparsable', `data is ${shown(json.data)}, wanted a JSON object`);
  return json.data;
}

function ofPayload(payload: Payload): Trade | Aside {
  switch (payload.e) {
    case 'trade':
      return tradeOf(payload);
    case 'tick':
      return { aside: 'tick', tick: tickOf(payload) };
    case 'gap':
      return { aside: 'notice', time: millisOf(payload, 'E'), ...gapIn(payload) };
    case 'end':
      return { aside: 'notice', time: millisOf(payload, 'E') };
    default:
      throw new Misfit('unparsable', `e is ${shown(payload.e)}, wanted "trade", "tick", "gap" or "end"`);
  }
}

/** A gap that does not say of what still tells its time, and so does one that was told before. */
function gapIn({ s, from, to, again }: Payload): { readonly gap?: Gap } {
  if (again === true) return {};
  const whole = typeof s === 'string' && s.length <= 64 && Number.isSafeInteger(from) && Number.isSafeInteger(to);
  return whole && Number(from) <= Number(to) ? { gap: { key: s, from: Number(from), to: Number(to) } } : {};
}

function tradeOf(payload: Payload): Trade {
  const symbol = symbolOf(payload, 's');
  const trade: Trade = {
    symbol,
    ...splitSymbol(symbol),
    id: idOf(payload, 't'),
    price: amountOf(payload, 'p'),
    quantity: amountOf(payload, 'q'),
    time: timeOf(payload),
    buyerIsMaker: flagOf(payload, 'm'),
  };
  if (payload.b === undefined && payload.a === undefined) return trade;
  return { ...trade, buyerOrder: idOf(payload, 'b'), sellerOrder: idOf(payload, 'a') };
}

/** A trade is sent after it was made: a time far behind its sending is wrong, and would close everybody's windows. */
function timeOf(payload: Payload): Millis {
  const time = millisOf(payload, 'T');
  if (payload.E === undefined || time <= millisOf(payload, 'E') + AHEAD_MAX) return time;
  throw new Misfit('unparsable', `T is ${shown(payload.T)}, more than a minute after E, ${shown(payload.E)}`);
}

const isObject = (json: unknown): json is Payload => typeof json === 'object' && json !== null && !Array.isArray(json);
