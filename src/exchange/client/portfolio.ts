import { PRODUCT_PLACES } from '../../core/amounts.ts';
import { AMOUNT_PLACES, nearestNumber, parseUnits, roundHalfEven } from '../../core/decimal.ts';
import { PipelineError } from '../../core/errors.ts';
import type { Millis } from '../../core/time.ts';
import { DOLLAR } from '../../market/pairs.ts';
import type { MarketClient } from '../client.ts';
import type { MyTrade } from './account-answers.ts';

/** What an account has come to, in US dollars, by the last prices. */
export interface Portfolio {
  /** The exchange's. */
  readonly time: Millis;
  /** There is one of a time. */
  readonly id: 0;
  /** What it has of the dollar itself. */
  readonly cash: number;
  /** What all else that it has is worth: of each asset rounded half-even to 8 places. */
  readonly holdings: number;
  /** What it has paid in fees so far, each asset's valued like what it has; already gone from the other two. */
  readonly fees: number;
  /** Cash and holdings. */
  readonly value: number;
  /** How many assets it has, or has paid fees in, that have no price and are counted nowhere. */
  readonly unpriced: number;
}

type Client = Pick<MarketClient, 'time' | 'balances' | 'coinsPrices' | 'myTrades'>;

const PAGE = 1_000;
/** Pages of fills of one symbol, at most. */
const PAGES = 20;

/**
 * What the account has, its fees those of its trades in these symbols. These are several questions, one after the
 * other: an order that is filled in between is seen by the later ones alone.
 */
export async function portfolio(client: Client, symbols: readonly string[]): Promise<Portfolio> {
  const time = await client.time();
  const balances = await client.balances({ threshold: 0 });
  const prices = new Map((await client.coinsPrices()).map(({ symbol, price }) => [symbol, units(price)]));
  const had = new Map(balances.map(({ asset, total }) => [asset, units(total)]));
  const paid = new Map<string, bigint>();
  for (const symbol of symbols) {
    for await (const { commission, commissionAsset: asset } of fillsOf(client, symbol)) {
      paid.set(asset, (paid.get(asset) ?? 0n) + units(commission));
    }
  }
  const unpriced = new Set([...had.keys(), ...paid.keys()].filter((asset) => !prices.has(asset)));
  const worth = ([asset, amount]: readonly [string, bigint]): bigint =>
    roundHalfEven(amount * (prices.get(asset) ?? 0n), 10n ** BigInt(2 * PRODUCT_PLACES - AMOUNT_PLACES));
  const sum = (of: Iterable<readonly [string, bigint]>) => [...of].map(worth).reduce((a, b) => a + b, 0n);
  const value = sum(had);
  const cash = sum([[DOLLAR, had.get(DOLLAR) ?? 0n]]);
  const told = (amount: bigint) => nearestNumber(amount, AMOUNT_PLACES);
  return {
    ...{ time, id: 0, cash: told(cash), holdings: told(value - cash), fees: told(sum(paid)), value: told(value) },
    unpriced: unpriced.size,
  };
}

const units = (text: string): bigint => parseUnits(text, PRODUCT_PLACES);

/** All fills of a symbol, the oldest first. */
async function* fillsOf(client: Client, symbol: string): AsyncGenerator<MyTrade> {
  let fromId = 0;
  for (let page = 1; page <= PAGES; page++) {
    const fills = await client.myTrades(symbol, { fromId, limit: PAGE });
    yield* fills;
    const last = fills.at(-1);
    if (!last || fills.length < PAGE) return;
    fromId = last.id + 1;
  }
  throw new PipelineError(
    'LIMIT',
    `The account has ${PAGE * PAGES} trades or more in ${symbol}, which are asked for each time to tell its fees: ` +
      'leave the symbol out.',
  );
}
