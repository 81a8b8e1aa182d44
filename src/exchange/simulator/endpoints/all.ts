import { account } from './account.ts';
import { books } from './books.ts';
import type { Endpoints } from './endpoint.ts';
import { general } from './general.ts';
import { klines } from './klines.ts';
import { orders } from './orders.ts';
import { tickers } from './tickers.ts';
import { trades } from './trades.ts';

/** The REST API. */
export const endpoints: Endpoints = { ...general, ...trades, ...klines, ...tickers, ...books, ...account, ...orders };
