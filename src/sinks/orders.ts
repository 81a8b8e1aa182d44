import { PipelineError } from '../core/errors.ts';
import type { Rehearsal, Sink } from '../core/sink.ts';
import { checkSpans } from '../core/spans.ts';
import { type Duration, minutes, START_OF_TIME } from '../core/time.ts';
import { marketClient } from '../exchange/client.ts';
import type { MarketOrder } from '../market/order.ts';
import { refuseAccident } from './orders/accident.ts';
import { liveDesk, testDesk } from './orders/desk.ts';
import { ordersWriter } from './orders/writer.ts';

interface OrdersOptions {
  /**
   * Whether orders are meant; otherwise the exchange checks each, and takes none. At an exchange that is not on this
   * machine they are meant only if `BINANCE_LIVE` has its name, such as api.binance.com. Default: false.
   */
  readonly live?: boolean;
  /** How old the decision may be that an order follows from, by the exchange's time. Default: five minutes. */
  readonly within?: Duration;
  /** Default: `BINANCE_REST`, else what belongs to `BINANCE_WS`, else Binance itself. */
  readonly url?: string;
}

/**
 * Sends orders at the market to the exchange, for the account of `BINANCE_KEY` and `BINANCE_SECRET`. Each has a name
 * that follows from its output, and is asked for by that before it is sent, and again when no answer came: so what is
 * written twice is bought once. An order that is too old, so that a pipeline that reads the past does not trade on it,
 * or that the exchange refuses, is set aside as `refused`.
 *
 * Not excluded: a process that stands still, between the question and the order, for longer than its lease lasts.
 */
export function orders({ live = false, within = minutes(5), url }: OrdersOptions = {}): Sink<MarketOrder> {
  checkSpans('orders', { within });
  return {
    kind: 'sink',
    name: 'orders',
    rehearsal: () => rehearsed(within),
    async open({ clock, logger }) {
      if (live) refuseAccident(url);
      const stop = new AbortController();
      const client = marketClient({ clock, signal: stop.signal, ...(url !== undefined && { url }) });
      // Now rather than at the first order, hours later.
      if (!(await client.account()).canTrade) {
        throw new PipelineError('CONFIG', 'The account of BINANCE_KEY may not trade: allow it to, or take another.');
      }
      logger.info({ live }, live ? 'orders are meant' : 'orders are only tried');
      const desk = (live ? liveDesk : testDesk)({ client, clock, logger });
      return ordersWriter(desk, within, async () => stop.abort(new Error('the orders are closed')));
    },
  };
}

/** An exchange that has all orders that it was sent, by name; none is too old for it. */
function rehearsed(within: Duration): Rehearsal<MarketOrder> {
  const taken = new Map<string, readonly MarketOrder[]>();
  const desk = {
    now: async () => START_OF_TIME,
    isKnown: async (_symbol: string, name: string) => taken.has(name),
    send: async (order: MarketOrder, name: string) => void taken.set(name, [...(taken.get(name) ?? []), order]),
  };
  return { open: async () => ordersWriter(desk, within), effect: () => taken };
}
