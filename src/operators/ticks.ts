import { eachEvent } from '../core/each-event.ts';
import { type Operator, operator } from '../core/operator.ts';
import type { Duration, Millis } from '../core/time.ts';
import type { MarketEvent, TickEvent, TradePayload } from '../market/events.ts';
import { DOLLAR } from '../market/pairs.ts';

interface TicksOptions {
  /** How often in the market's time. */
  readonly every: Duration;
}

interface Market {
  /** The latest time of a trade; 0 before the first one. */
  time: Millis;
  /** What each asset cost last in dollars, and the id of the trade that told it. */
  prices: { readonly [asset: string]: { readonly price: string; readonly id: number } };
}

/**
 * Puts the market's clock and prices into the log, beside its trades: after the trade with which event time enters a
 * new multiple of `every` follows a `tick`, with the price of each asset in its last `<asset>USDT` trade so far. All of
 * it is a function of the events in their order; no clock is read.
 */
export function ticks({ every }: TicksOptions): Operator<MarketEvent, MarketEvent | TickEvent> {
  const spec = { name: 'ticks', cells: [{ name: 'ticks' }], details: every };
  return operator<MarketEvent, MarketEvent | TickEvent>(spec, () => (batch) => {
    const cells = batch.state.cells<Market>('ticks');
    const market = { ...(cells.get('market') ?? { time: 0, prices: {} }) };
    if (batch.events.length === 0) return batch;

    const ticked = eachEvent<MarketEvent, MarketEvent | TickEvent>('ticks', batch, (event, emit) => {
      emit(event);
      if (event.e !== 'trade') return;
      learn(market, event);
      if (event.T <= market.time) return;
      const entered = Math.floor(event.T / every) > Math.floor(market.time / every);
      market.time = event.T;
      if (entered) emit(tickOf(market));
    });
    cells.set('market', market);
    return ticked;
  });
}

/** A trade that is older than the one that told the price tells nothing new. */
function learn(market: Market, { s, t, p }: TradePayload): void {
  if (!s.endsWith(DOLLAR) || s === DOLLAR) return;
  const asset = s.slice(0, -DOLLAR.length);
  if (t <= (market.prices[asset]?.id ?? -1)) return;
  market.prices = { ...market.prices, [asset]: { price: p, id: t } };
}

function tickOf({ time, prices }: Market): TickEvent {
  const told = Object.entries(prices).map(([asset, { price }]) => [asset, trimmed(price)]);
  return { e: 'tick', E: time, prices: Object.fromEntries([...told, [DOLLAR, '1']]) };
}

/** `61837.63000000` as `61837.63`. */
const trimmed = (decimal: string): string => (decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal);
