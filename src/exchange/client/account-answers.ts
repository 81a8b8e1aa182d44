import { decimal, fields, flag, listOf, optional, type Shaped, text, whole } from './shape.ts';

const balanceShape = fields({ asset: text, free: decimal, locked: decimal });

export const accountShape = fields({
  makerCommission: whole,
  takerCommission: whole,
  buyerCommission: whole,
  sellerCommission: whole,
  canTrade: flag,
  canWithdraw: flag,
  canDeposit: flag,
  updateTime: whole,
  accountType: text,
  balances: listOf(balanceShape),
});
/** An account without its balances. Commissions are in units of 0.01 %. */
export type Account = Omit<Shaped<typeof accountShape>, 'balances'>;

export const myTradeShape = fields({
  symbol: text,
  id: whole,
  orderId: whole,
  price: decimal,
  qty: decimal,
  quoteQty: decimal,
  commission: decimal,
  commissionAsset: text,
  time: whole,
  isBuyer: flag,
  isMaker: flag,
  isBestMatch: flag,
});
export type MyTrade = Shaped<typeof myTradeShape>;

/** An order as the exchange has it; which of the last ones it tells depends on what was asked. */
export const orderShape = fields({
  symbol: text,
  orderId: whole,
  clientOrderId: text,
  price: decimal,
  origQty: decimal,
  executedQty: decimal,
  cummulativeQuoteQty: decimal,
  status: text,
  timeInForce: text,
  type: text,
  side: text,
  stopPrice: optional(decimal),
  icebergQty: optional(decimal),
  time: optional(whole),
  updateTime: optional(whole),
  transactTime: optional(whole),
  isWorking: optional(flag),
});
export type Order = Shaped<typeof orderShape>;
