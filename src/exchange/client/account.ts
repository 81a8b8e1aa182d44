import { PRODUCT_PLACES } from '../../core/amounts.ts';
import { AMOUNT_PLACES, formatUnits, parseUnits, roundHalfEven } from '../../core/decimal.ts';
import type { Millis } from '../../core/time.ts';
import { type Account, accountShape, type MyTrade, myTradeShape } from './account-answers.ts';
import { rowsWanted, symbolIn } from './arguments.ts';
import type { Ask } from './asking.ts';
import type { CoinsPrices } from './coins-prices.ts';
import { listOf } from './shape.ts';

/** What an account has of an asset. */
export interface Balance {
  readonly asset: string;
  readonly free: string;
  readonly locked: string;
  readonly total: string;
  /** What the total is worth in US dollars now, where that was asked for and the asset has a price. */
  readonly usd?: string;
}

export interface BalancesOptions {
  /** Of assets of which there is more. Default: -1, so of all. */
  readonly threshold?: number;
  /** Whether their worth in US dollars is told. Default: false. */
  readonly usdt?: boolean;
}

export interface MyTradesOptions {
  /** 1 to 1,000. Default: 500. */
  readonly limit?: number;
  readonly fromId?: number;
  readonly startTime?: Millis;
  readonly endTime?: Millis;
}

/** What is asked for in the name of an account: it needs BINANCE_KEY and BINANCE_SECRET. */
export interface AccountData {
  account(): Promise<Account>;
  balances(options?: BalancesOptions): Promise<readonly Balance[]>;
  /** The account's own trades of one symbol, or of several, one after the other. */
  myTrades(symbols: string | readonly string[], options?: MyTradesOptions): Promise<readonly MyTrade[]>;
}

const WEIGHT = 20;
const TRADES_MAX = 1_000;
const TRADES_USUAL = 500;

export function accountData(ask: Ask, { coinsPrices }: Pick<CoinsPrices, 'coinsPrices'>): AccountData {
  const whole = () => ask({ path: 'account', weight: WEIGHT, as: accountShape, signed: true });
  return {
    async account() {
      const { balances: _, ...account } = await whole();
      return account;
    },
    async balances({ threshold = -1, usdt = false } = {}) {
      const { balances } = await whole();
      const usd = new Map(usdt ? (await coinsPrices()).map(({ symbol, price }) => [symbol, price]) : []);
      return balances
        .map((one): Balance => {
          const total = parseUnits(one.free, PRODUCT_PLACES) + parseUnits(one.locked, PRODUCT_PLACES);
          const price = usd.get(one.asset);
          const worth = price === undefined ? {} : { usd: worthOf(total, price) };
          return { ...one, total: formatUnits(total, PRODUCT_PLACES), ...worth };
        })
        .filter(({ total }) => Number(total) > threshold);
    },
    async myTrades(symbols, { limit = TRADES_USUAL, ...rest } = {}) {
      const rows = rowsWanted('myTrades', limit, TRADES_MAX);
      const found: MyTrade[] = [];
      for (const symbol of typeof symbols === 'string' ? [symbols] : symbols) {
        const query = { symbol: symbolIn(symbol), ...rest, limit: rows };
        found.push(...(await ask({ path: 'myTrades', query, weight: WEIGHT, as: listOf(myTradeShape), signed: true })));
      }
      return found;
    },
  };
}

/** Rounded half-even to 8 places. */
function worthOf(total: bigint, price: string): string {
  const exact = total * parseUnits(price, PRODUCT_PLACES);
  return formatUnits(roundHalfEven(exact, 10n ** BigInt(2 * PRODUCT_PLACES - AMOUNT_PLACES)), AMOUNT_PLACES);
}
