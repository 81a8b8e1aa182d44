import { WorldError } from '../../core/errors.ts';
import type { Logger } from '../../core/source.ts';
import { type Clock, type Duration, type Millis, seconds } from '../../core/time.ts';
import { inLots } from '../../exchange/client/lot-size.ts';
import { Refused, Unclear } from '../../exchange/client/refusal.ts';
import type { MarketClient } from '../../exchange/client.ts';
import type { MarketOrder } from '../../market/order.ts';

/** Where orders are handed in. */
export interface Desk {
  /** The exchange's time. */
  now(): Promise<Millis>;
  /** Whether an order was taken under this name. */
  isKnown(symbol: string, name: string): Promise<boolean>;
  /** Rejects as Refused where the order is not taken, with a WorldError where it may be tried again. */
  send(order: MarketOrder, name: string): Promise<void>;
}

interface Place {
  readonly client: Pick<MarketClient, 'time' | 'filters' | 'newOrder' | 'queryOrder'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The exchange takes a request for five seconds after it was signed: behind them none is on its way any more. */
const ON_ITS_WAY: Duration = seconds(6);
/** Binance's code for an order that it does not know. */
const UNKNOWN = -2013;

/** Orders that are meant. */
export function liveDesk({ client, clock, logger }: Place): Desk {
  async function isKnown(symbol: string, name: string): Promise<boolean> {
    try {
      await client.queryOrder(symbol, { clientOrderId: name });
      return true;
    } catch (thrown) {
      if (thrown instanceof Refused && thrown.exchangeCode === UNKNOWN) return false;
      throw thrown;
    }
  }
  return {
    now: () => client.time(),
    isKnown,
    async send(wanted, name) {
      const { symbol } = wanted;
      const order = await inWholeLots(client, wanted);
      try {
        const taken = await client.newOrder(symbol, { ...order, newClientOrderId: name, test: false });
        logger.info({ symbol, ...order, order: name, ...('status' in taken && { status: taken.status }) }, 'ordered');
      } catch (thrown) {
        if (!(thrown instanceof Unclear)) throw thrown;
        logger.warn({ symbol, ...order, order: name, reason: thrown.message }, 'asking what became of an order');
        await clock.sleep(ON_ITS_WAY);
        if (!(await isKnown(symbol, name))) throw new WorldError(thrown.message, { cause: thrown });
      }
    },
  };
}

/** As the exchange takes it, at the market. */
const inWholeLots = async ({ filters }: Place['client'], { symbol, side, quantity }: MarketOrder) => ({
  side,
  type: 'MARKET',
  quantity: inLots(quantity, await filters(symbol)),
});

/** Orders that the exchange only checks: none is known afterwards, and so each may be tried twice. */
export const testDesk = ({ client, logger }: Place): Desk => ({
  now: () => client.time(),
  isKnown: async () => false,
  async send(wanted, name) {
    const { symbol } = wanted;
    const order = await inWholeLots(client, wanted);
    await client.newOrder(symbol, { ...order, newClientOrderId: name, test: true });
    logger.info({ symbol, ...order }, 'an order was tried, and would be taken');
  },
});
