import type { Aside, Decoder } from '../core/decoder.ts';
import { messageOf } from '../core/errors.ts';
import type { Gap } from '../core/gaps.ts';
import type { LogRecord } from '../core/record.ts';
import { type Millis, minutes } from '../core/time.ts';
import { amountOf, flagOf, idOf, Misfit, millisOf, shown, symbolOf } from './fields.ts';
import { type Assets, splitSymbol } from './symbol.ts';
import { tickOf } from './tick.ts';

/** A trade on a spot market, as Binance's `@trade` stream tells it. */
export interface Trade extends Assets {
  readonly symbol: string;
  /** Contiguous per symbol. */
  readonly id: number;
  /** In units of the quote asset for one unit of the base asset. */
  readonly price: number;
  /** In units of the base asset. */
  readonly quantity: number;
  /** When the trade was made, ms; what windows go by. */
  readonly time: Millis;
  /** True: the buyer's order stood in the book, the seller took it. */
  readonly buyerIsMaker: boolean;
  /** Ids of the two orders; Binance sent them until 2024-06-18. */
  readonly buyerOrder?: number;
  readonly sellerOrder?: number;
}

/**
 * Reads Binance's `@trade` payload, bare or in a combined stream's frame, with times in ms or µs, keys in any order and
 * unknown fields left aside; and the producer's own ticks and notices.
 * Source: Binance's web socket streams, `Trade Streams`.
 */
export const trade: Decoder<Trade> = {
  name: 'trade',
  timeOf: ({ time }) => time,
  decode(record: LogRecord): Trade | Aside {
    try {
      const text = utf8.decode(record.data).trim();
      if (text === '') return { aside: 'blank' };
      return ofPayload(payloadIn(JSON.parse(text)));
    } catch (thrown) {
      const aside = thrown instanceof Misfit ? thrown.aside : 'unparsable';
      return { aside, detail: messageOf(thrown) };
    }
  },
};

const AHEAD_MAX = minutes(1);
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
