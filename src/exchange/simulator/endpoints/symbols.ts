import type { Exchange, Status } from '../exchange.ts';
import { type Query, Refusal } from '../query.ts';

const STATUSES: readonly string[] = ['TRADING', 'HALT', 'BREAK'] satisfies readonly Status[];

/** Whether a request names one symbol, and so wants one answer rather than an array. */
export const isOne = (query: Query): boolean => query.text('symbol') !== undefined;

/** The symbols that a request names, or all; those of one status, if it names that. */
export function symbolsOf(query: Query, exchange: Exchange): readonly string[] {
  const named = query.symbols();
  const status = query.text('symbolStatus');
  if (status !== undefined && !STATUSES.includes(status)) throw new Refusal(-1122, 'Invalid symbolStatus.');
  const matching = (named ?? exchange.symbols).filter(
    (symbol) => status === undefined || exchange.status(symbol) === status,
  );
  if (named && matching.length < named.length) {
    throw new Refusal(-1220, "The symbol's status does not match the requested symbolStatus.");
  }
  return matching;
}

/** How many symbols a request names; undefined: all. */
export function countOf(query: Query): number | undefined {
  return isOne(query) ? 1 : query.text('symbols')?.split(',').length;
}

/** One answer, or an array of them, as it was asked. */
export function each<T>(query: Query, exchange: Exchange, tell: (symbol: string) => T): T | undefined | readonly T[] {
  const answers = symbolsOf(query, exchange).map(tell);
  return isOne(query) ? answers[0] : answers;
}
