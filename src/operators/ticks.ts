import { eachEvent } from '../core/each-event.ts';
import { type Operator, operator } from '../core/operator.ts';
import { type Duration, type Millis, minutes } from '../core/time.ts';
import type { MarketEvent, TickEvent, TradePayload } from '../market/events.ts';
import { DOLLAR } from '../market/pairs.ts';

interface TicksOptions {
  /** How often in the market's time. */
  readonly every: Duration;
}

interface Market {
  /** The latest time of a trade; 0 before the first one. */
  readonly time: Millis;
  /** What each asset cost last in dollars, and which trade told it. */
  readonly prices: { readonly [asset: string]: Told };
  /** What the source has told of other assets. */
  readonly quoted?: TickEvent;
}

interface Told {
  readonly price: string;
  readonly time: Millis;
  readonly id: number;
}

/** A price that no trade has told for so long is no price of now any more. */
const PRICE_AGE_MAX = minutes(15);
/** A trade is sent after it was made: one whose time is further behind its sending moves no clock. */
const AHEAD_MAX = minutes(1);

/**
 * Puts the market's clock and prices into the log, beside its trades: after the trade with which event time enters a
 * new multiple of `every` follows a `tick`, with the price of each asset in its last `<asset>USDT` trade so far, if
 * that is no older than 15 minutes; of other assets, with what the source has told of them. All of it is a function of
 * the events in their order; no clock is read. Counts the gaps that it passes on, what they name as missed, and the
 * trades that were filled in.
 */
export function ticks({ every }: TicksOptions): Operator<MarketEvent, MarketEvent | TickEvent> {
  const spec = { name: 'ticks', cells: [{ name: 'ticks' }], details: every };
  return operator<MarketEvent, MarketEvent | TickEvent>(spec, () => (batch) => {
    if (batch.events.length === 0) return batch;
    const cells = batch.state.cells<Market>('ticks');
    let market = cells.get('market') ?? { time: 0, prices: {} };
    const ticked = eachEvent<MarketEvent, MarketEvent | TickEvent>('ticks', batch, (event, emit) => {
      if (event.e === 'tick') {
        market = { ...market, quoted: event };
        return;
      }
      emit(event);
      if (event.e === 'gap') {
        if (event.again) return;
        batch.state.count('gaps');
        batch.state.count('missed', event.to - event.from + 1);
        return;
      }
      if (event.filled) batch.state.count('filled');
      const prices = learned(market.prices, event);
      const time = event.T > event.E + AHEAD_MAX ? market.time : Math.max(market.time, event.T);
      if (Math.floor(time / every) > Math.floor(market.time / every)) emit(tickOf(time, prices, market.quoted));
      market = { ...market, time, prices };
    });
    cells.set('market', market);
    return ticked;
  });
}

/** A trade that is older than the one that told the price tells nothing new. */
function learned(prices: Market['prices'], { s, t, p, T }: TradePayload): Market['prices'] {
  if (!s.endsWith(DOLLAR) || s === DOLLAR) return prices;
  const asset = s.slice(0, -DOLLAR.length);
  const told = prices[asset];
  if (told && (T < told.time || (T === told.time && t <= told.id))) return prices;
  return { ...prices, [asset]: { price: p, time: T, id: t } };
}

function tickOf(time: Millis, prices: Market['prices'], quoted: TickEvent | undefined): TickEvent {
  const current = Object.entries(prices).filter(([, told]) => told.time >= time - PRICE_AGE_MAX);
  const told = current.map(([asset, { price }]) => [asset, trimmed(price)]);
  const others = quoted && quoted.E >= time - PRICE_AGE_MAX ? quoted.prices : {};
  return { e: 'tick', E: time, prices: { ...others, ...Object.fromEntries(told), [DOLLAR]: '1' } };
}

/** `61837.63000000` as `61837.63`. */
const trimmed = (decimal: string): string => (decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal);
