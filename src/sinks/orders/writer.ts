import { createHash } from 'node:crypto';
import type { Output, Refused as RefusedOutput, Writer } from '../../core/sink.ts';
import { type Duration, iso } from '../../core/time.ts';
import { Refused } from '../../exchange/client/refusal.ts';
import type { MarketOrder } from '../../market/order.ts';
import type { Desk } from './desk.ts';

/**
 * What the exchange refuses about one order: a filter, too many digits, a symbol that it does not list, what the
 * account cannot pay. Whatever else it refuses, such as a key, would be refused of every other one too.
 */
const OF_THE_ORDER = [-1013, -1111, -1121, -2010];

/** Hands in each order once, in their order, however often it is written: it is asked for by its name first. */
export function ordersWriter(desk: Desk, within: Duration, close = async () => {}): Writer<MarketOrder> {
  /** Why an order was not taken, for good. */
  async function place({ id, value: order }: Output<MarketOrder>): Promise<string | undefined> {
    const name = nameOf(id, order);
    try {
      if (await desk.isKnown(order.symbol, name)) return undefined;
      const now = await desk.now();
      if (!(now - order.time <= within)) {
        return `it was decided at ${iso(order.time)}, and it is ${iso(now)}: wanted: at most ${within} ms ago`;
      }
      await desk.send(order, name);
      return undefined;
    } catch (thrown) {
      if (!(thrown instanceof Refused)) throw thrown;
      const { exchangeCode: code, message } = thrown;
      if (code !== undefined && !OF_THE_ORDER.includes(code)) throw thrown;
      return message;
    }
  }
  return {
    async write(outputs) {
      const refused: RefusedOutput[] = [];
      for (const [index, output] of outputs.entries()) {
        const detail = await place(output);
        if (detail !== undefined) refused.push({ index, reason: 'refused', detail });
      }
      return refused;
    },
    close,
  };
}

/** Under the same name the same order, whatever crashed in between; 32 of the 36 letters that an exchange takes. */
function nameOf(id: string, { symbol, side, quantity }: MarketOrder): string {
  const content = JSON.stringify([id, symbol, side, quantity]);
  return createHash('sha256').update(content).digest('base64url').slice(0, 32);
}
