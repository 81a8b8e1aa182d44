import { PipelineError } from '../../core/errors.ts';
import type { AggTrade } from '../../exchange/client/market-data.ts';
import type { MarketClient } from '../../exchange/client.ts';
import type { TradePayload } from '../../market/events.ts';
import type { Page } from './gap.ts';

/** What the exchange can be asked for. */
export type Asked = Pick<MarketClient, 'historicalTrades' | 'aggTrades' | 'exchangeInfo' | 'tickerPrice'>;

type Told = Omit<Page, 'round'>;

const PAGE = 1_000;
/** How many pages back an aggregate is looked for that holds an id. */
const PAGES_BACK_MAX = 20;

/** What the exchange tells of a symbol's trades from an id on: each by itself, or else, if not `single`, aggregates. */
export const told = (client: Asked, symbol: string, from: number, signal: AbortSignal, single = false): Promise<Told> =>
  historical(client, symbol, from).catch((thrown) => {
    if (single || signal.aborted || !(thrown instanceof PipelineError)) throw thrown;
    return aggregated(client, symbol, from);
  });

/** Each of them, as far as the exchange still has them. */
async function historical(client: Asked, symbol: string, from: number): Promise<Told> {
  const rows = await client.historicalTrades(symbol, { fromId: from, limit: PAGE });
  const trades = rows
    .filter(({ id }) => id >= from)
    .map(
      ({ id, price, qty, time, isBuyerMaker, isBestMatch }): TradePayload => ({
        e: 'trade',
        E: time,
        s: symbol,
        t: id,
        p: price,
        q: qty,
        T: time,
        m: isBuyerMaker,
        M: isBestMatch,
        filled: 'historicalTrades',
      }),
    );
  return { from, to: trades.at(-1)?.t ?? from - 1, trades, whole: true, last: rows.length < PAGE };
}

/**
 * What the aggregates tell. An aggregate has the ids of its first and its last trade, their price and the sum of their
 * quantities: of one trade it is that trade, of several nobody can tell how much each of them was. So those stay
 * missing.
 */
async function aggregated(client: Asked, symbol: string, from: number): Promise<Told> {
  let rows = await client.aggTrades(symbol, { limit: PAGE });
  const to = rows.at(-1)?.lastTradeId ?? from - 1;
  const time = rows.at(-1)?.time;
  const trades: TradePayload[] = [];
  let first = to + 1;
  for (let page = 1; page <= PAGES_BACK_MAX; page++) {
    const [oldest] = rows;
    if (!oldest) break;
    trades.unshift(...rows.filter((row) => isSingle(row) && row.firstTradeId >= from).map(toTrade));
    first = oldest.firstTradeId;
    const back = Math.min(PAGE, oldest.aggTradeId);
    if (first <= from || back === 0 || page === PAGES_BACK_MAX) break;
    const before = await client.aggTrades(symbol, { fromId: oldest.aggTradeId - back, limit: back });
    rows = before.filter(({ aggTradeId }) => aggTradeId < oldest.aggTradeId);
  }
  return { from: Math.max(from, first), to, trades, time, whole: false, last: true };
}

const isSingle = ({ firstTradeId, lastTradeId }: AggTrade): boolean => firstTradeId === lastTradeId;

const toTrade = (row: AggTrade): TradePayload => ({
  e: 'trade',
  E: row.time,
  s: row.symbol,
  t: row.firstTradeId,
  p: row.price,
  q: row.quantity,
  T: row.time,
  m: row.buyerMaker,
  M: row.bestPriceMatch,
  filled: 'aggTrades',
});
