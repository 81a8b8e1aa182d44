import { fromUnits, ONE } from '../decimal.ts';
import { toFill } from '../paper/shapes.ts';
import type { Endpoints } from './endpoint.ts';
import { page } from './page.ts';

/** Ten thousandths of what is received: the unit in which Binance once wrote commissions. */
const PARTS = 10_000n;

export const account: Endpoints = {
  'GET /api/v3/account': {
    signed: true,
    weight: () => 20,
    answer: (query, { account, now }) => {
      const all = query.flag('omitZeroBalances') !== true;
      const rate = fromUnits(account.fee);
      const [maker, taker] = [rate, rate];
      const parts = Number((account.fee * PARTS) / ONE);
      const [buyer, seller] = [fromUnits(0n), fromUnits(0n)];
      const balances = [...account.balances.all]
        .filter(([, { free, locked }]) => all || free + locked > 0n)
        .map(([asset, { free, locked }]) => ({ asset, free: fromUnits(free), locked: fromUnits(locked) }));
      return {
        makerCommission: parts,
        takerCommission: parts,
        buyerCommission: 0,
        sellerCommission: 0,
        commissionRates: { maker, taker, buyer, seller },
        canTrade: true,
        canWithdraw: false,
        canDeposit: false,
        brokered: false,
        requireSelfTradePrevention: false,
        preventSor: false,
        updateTime: now(),
        accountType: 'SPOT',
        balances,
        permissions: ['SPOT'],
        uid: 1,
      };
    },
  },

  'GET /api/v3/myTrades': {
    signed: true,
    weight: (query) => (query.text('orderId') === undefined ? 20 : 5),
    answer: (query, exchange) => {
      const symbol = exchange.listing(query.symbol()).pair.symbol;
      const orderId = query.number('orderId');
      const fills = exchange.account.ledger
        .fills(symbol)
        .filter(({ order }) => orderId === undefined || order.id === orderId);
      return page(fills, query, 'fromId').map(toFill);
    },
  },
};
