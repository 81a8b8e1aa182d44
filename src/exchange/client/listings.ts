import { type Clock, type Duration, minutes } from '../../core/time.ts';
import type { Filter, SymbolInfo } from './answers.ts';
import type { MarketData } from './market-data.ts';
import { Refused } from './refusal.ts';

/** How long what is listed is believed to stand. */
const FRESH: Duration = minutes(10);

export interface Listings {
  /** The rules that orders of a symbol must keep. What is listed is asked for every ten minutes at most. */
  filters(symbol: string): Promise<readonly Filter[]>;
  /** The symbols that are traded; `all`: those that are not, too. */
  symbols(options?: { readonly all?: boolean }): Promise<readonly string[]>;
  /** What may be bought: the base assets of the symbols that are traded, by name. */
  coins(): Promise<readonly string[]>;
}

/** What the exchange lists, all of it; the same answer for all who ask within a while. */
export type Listed = () => Promise<readonly SymbolInfo[]>;

export function listedBy(clock: Clock, { exchangeInfo }: Pick<MarketData, 'exchangeInfo'>): Listed {
  let kept: { readonly since: Duration; readonly symbols: Promise<readonly SymbolInfo[]> } | undefined;
  return () => {
    const now = clock.elapsed();
    if (kept && now - kept.since < FRESH) return kept.symbols;
    const symbols = exchangeInfo().then((info) => info.symbols);
    kept = { since: now, symbols };
    symbols.catch(() => {
      kept = undefined;
    });
    return symbols;
  };
}

export function listings(listed: Listed): Listings {
  const traded = async () => (await listed()).filter(({ status }) => status === 'TRADING');
  return {
    filters: async (symbol) => (await symbolListed(listed, symbol)).filters,
    symbols: async ({ all = false } = {}) => (await (all ? listed() : traded())).map(({ symbol }) => symbol),
    coins: async () => [...new Set((await traded()).map(({ baseAsset }) => baseAsset))].sort(),
  };
}

/** @throws Refused where it is not listed */
export async function symbolListed(listed: Listed, symbol: string): Promise<SymbolInfo> {
  const found = (await listed()).find((one) => one.symbol === symbol);
  if (found) return found;
  throw new Refused(`The exchange lists no ${symbol}: see \`millrace market symbols\`.`);
}
