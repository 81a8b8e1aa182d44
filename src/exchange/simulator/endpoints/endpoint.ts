import type { Exchange } from '../exchange.ts';
import type { Query } from '../query.ts';

/** One entry of the REST API. */
export interface Endpoint {
  /** What a request counts for, whether it is answered or refused. */
  readonly weight: (query: Query) => number;
  /** The answer as Binance shapes it. Throws a Refusal where Binance refuses. */
  readonly answer: (query: Query, exchange: Exchange) => unknown;
  /** It is for the owner of the account. */
  readonly signed?: boolean;
  /** An answer counts for nothing; a refusal does. */
  readonly free?: boolean;
  /** An answer counts as an order. */
  readonly isOrder?: boolean;
}
/** By method and path, such as `GET /api/v3/ping`. */
export type Endpoints = Readonly<Record<string, Endpoint>>;
