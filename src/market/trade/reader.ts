import { AMOUNT_PLACES } from '../../core/decimal.ts';
import type { Aside } from '../../core/decoder.ts';
import { type LogRecord, Slice } from '../../core/record.ts';
import { inMillis } from '../fields.ts';
import { AnyOrder, IS_TRADE } from './any-order.ts';
import { AHEAD_MAX, byJson } from './by-json.ts';
import type { Trade } from './event.ts';
import { BUYER, ID, LISTED, MAKER, PLACES, PRICE, QUANTITY, SELLER, SENT, SLOTS, TIME } from './fields.ts';
import { type Layout, learned } from './layout.ts';
import { Symbols } from './symbols.ts';

const bits = (...slots: readonly number[]): number => slots.reduce((all, slot) => all | (1 << slot), 0);
const NEEDED = IS_TRADE | bits(TIME, ID, PRICE, QUANTITY, LISTED, MAKER);
const IS_SENT = bits(SENT);
const ORDERS = bits(BUYER, SELLER);
/** So many trades in a row are of another layout, and theirs is learned. */
const LEARN_AFTER = 8;
const POWERS = Float64Array.from({ length: AMOUNT_PLACES + 1 }, (_, places) => 10 ** places);

/**
 * Reads records as `byJson` does, and the same of each, but most of them without making JSON of them: in the layout
 * that the last ones had, or else as a payload in any order, or else as JSON. What it keeps, the layout and the numbers
 * of symbols, decides how fast it is and nothing else.
 */
export function tradeReader(): (record: LogRecord) => Trade | Aside {
  const symbols = new Symbols();
  const values = new Float64Array(SLOTS);
  const anyOrder = new AnyOrder(symbols, values);
  let layout: Layout | undefined;
  let others = LEARN_AFTER;
  // Of the whole buffer, and made anew only for other bytes: the records of one read lie in the same.
  let view = new DataView<ArrayBufferLike>(new ArrayBuffer(0));
  let viewed: Uint8Array | undefined;

  const read = (bytes: Uint8Array, from: number, end: number): Trade | undefined => {
    if (bytes !== viewed) view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    viewed = bytes;
    if (layout?.read(view, from, end)) {
      others = 0;
      return made(layout.seen, values, symbols);
    }
    if (!anyOrder.read(view, from, end)) return undefined;
    const trade = made(anyOrder.seen, values, symbols);
    if (trade && ++others > LEARN_AFTER) {
      layout = learned(view, from, end, values, symbols);
      others = 0;
    }
    return trade;
  };
  return (record) => {
    if (record instanceof Slice) return read(record.bytes, record.from, record.to) ?? byJson(record.data);
    const { data } = record;
    return read(data, 0, data.length) ?? byJson(data);
  };
}

/** The trade that these values are, if they are one. */
function made(seen: number, values: Float64Array, symbols: Symbols): Trade | undefined {
  if ((seen & NEEDED) !== NEEDED) return undefined;
  const listed = symbols.listed[at(values, LISTED)];
  const time = inMillis(at(values, TIME));
  if (!listed || ((seen & IS_SENT) !== 0 && time > inMillis(at(values, SENT)) + AHEAD_MAX)) return undefined;
  const { symbol, base, quote } = listed;
  const trade = {
    symbol,
    base,
    quote,
    id: at(values, ID),
    price: amount(values, PRICE),
    quantity: amount(values, QUANTITY),
    time,
    buyerIsMaker: at(values, MAKER) === 1,
  };
  if ((seen & ORDERS) === 0) return trade;
  if ((seen & ORDERS) !== ORDERS) return undefined;
  return { ...trade, buyerOrder: at(values, BUYER), sellerOrder: at(values, SELLER) };
}

const at = (values: Float64Array, slot: number): number => values[slot] ?? 0;

/** Both are exact, so this one division gives the number nearest to the decimal. */
const amount = (values: Float64Array, slot: number): number => at(values, slot) / at(POWERS, at(values, slot + PLACES));
