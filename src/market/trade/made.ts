import type { Trade } from './event.ts';
import type { Symbols } from './symbols.ts';
import type { Trades } from './trades.ts';

/** Trade `i` of these as an object. */
export function made(trades: Trades, i: number, { symbols, bases, quotes }: Symbols): Trade {
  const listed = trades.symbol[i] ?? 0;
  const trade = {
    symbol: symbols[listed] ?? '',
    base: bases[listed] ?? '',
    quote: quotes[listed] ?? '',
    id: trades.id[i] ?? 0,
    price: trades.price[i] ?? 0,
    quantity: trades.quantity[i] ?? 0,
    time: trades.time[i] ?? 0,
    buyerIsMaker: trades.maker[i] === 1,
  };
  const buyerOrder = trades.buyerAt(i);
  return Number.isNaN(buyerOrder) ? trade : { ...trade, buyerOrder, sellerOrder: trades.orders().seller[i] ?? 0 };
}
