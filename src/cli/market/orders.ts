import { type Command, Option } from 'commander';
import { addressOf } from '../../exchange/client/address.ts';
import { ORDER_TYPES, type OrderSpec, SIDES, TIMES_IN_FORCE } from '../../exchange/client/order-spec.ts';
import { example } from '../example.ts';
import { wholeIn } from '../number-option.ts';
import { say } from '../output.ts';
import { sessionOf } from '../session.ts';
import { answered, question, symbolOf } from './answered.ts';
import { type Between, between, timesOf } from './between.ts';
import { given } from './trades.ts';

interface Named {
  readonly orderId?: number;
  readonly clientOrderId?: string;
}
interface NewOptions extends Partial<Omit<OrderSpec, 'symbol' | 'side'>>, Pick<Named, 'clientOrderId'> {
  readonly side: OrderSpec['side'];
  readonly test: boolean;
}

const id = wholeIn(0, Number.MAX_SAFE_INTEGER);

export function ordersCommands(market: Command): void {
  question(
    market,
    'new-order',
    'Try an order: its filters are checked, and nothing is taken unless --no-test is given.',
  )
    .argument('<symbol>', 'such as BTCUSDT', symbolOf)
    .addOption(new Option('--side <side>', 'which side').choices(SIDES).makeOptionMandatory())
    .addOption(new Option('--type <type>', 'which kind').choices(ORDER_TYPES).default('LIMIT'))
    .addOption(new Option('--time-in-force <how>', 'GTC where it has a limit (the default)').choices(TIMES_IN_FORCE))
    .option('--quantity <decimal>', 'how much of the base asset')
    .option('--price <decimal>', 'in the quote asset')
    .option('--stop-price <decimal>', 'from which on it stands')
    .option('--iceberg-qty <decimal>', 'how much of it is shown')
    .option('--client-order-id <name>', 'by which it can be asked for, whatever becomes of the answer')
    .option('--no-test', 'send it: it is taken')
    .addHelpText('after', example('millrace market new-order BTCUSDT --side SELL --quantity 0.001 --price 70000'))
    .action((symbol: string, options: NewOptions, self: Command) =>
      answered(self, async (client) => {
        const { side, type, timeInForce, quantity, price, stopPrice, icebergQty, clientOrderId, test } = options;
        const amounts = given({ timeInForce, quantity, price, stopPrice, icebergQty, newClientOrderId: clientOrderId });
        if (!test) say(`NO TEST: this order is meant, and goes to ${addressOf().bases[0]}`);
        const order = await client.newOrder(symbol, { side, ...given({ type }), ...amounts, test });
        if (test) say('TEST: it keeps all rules; the balance was not checked. Nothing was taken: --no-test sends it.');
        return order;
      }),
    );
  const named = (name: string, description: string) =>
    question(market, name, description)
      .argument('<symbol>', 'such as BTCUSDT', symbolOf)
      .option('--order-id <id>', "the exchange's own", id)
      .option('--client-order-id <name>', 'the one that it was sent with');
  named('query-order', 'An order as it stands now.').action((symbol: string, name: Named, self: Command) =>
    answered(self, (client) => client.queryOrder(symbol, name)),
  );
  named('cancel-order', 'Take an order back.').action((symbol: string, name: Named, self: Command) =>
    answered(self, (client) => client.cancelOrder(symbol, name)),
  );
  question(market, 'open-orders', 'The orders that stand.')
    .argument('[symbol]', 'of one symbol (default: of all)', symbolOf)
    .action((symbol: string | undefined, _: object, self: Command) =>
      answered(self, (client) => client.openOrders(symbol)),
    );
  const all = question(market, 'all-orders', 'All orders of a symbol, those that are over, too.')
    .argument('<symbol>', 'such as BTCUSDT', symbolOf)
    .option('--order-id <id>', 'the first one', id)
    .option('--limit <n>', 'how many (default: 500)', wholeIn(1, 1_000));
  between(all, 'orders').action(
    (symbol: string, { orderId, limit, ...times }: Named & Between & { readonly limit?: number }, self: Command) =>
      answered(self, (client) =>
        client.allOrders(symbol, { ...given({ orderId, limit }), ...timesOf(times, sessionOf(self).clock) }),
      ),
  );
}
