import { placesOf } from './decimal.ts';

/** A refusal as Binance words it: HTTP status, code, message, and in how many seconds one may ask again. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: number;
  readonly retryAfter: number | undefined;
  constructor(code: number, message: string, status = 400, retryAfter?: number) {
    super(message);
    this.code = code;
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/** Most rows that one answer holds, and how many it holds when nobody says. */
const LIMIT_MAX = 1_000;
const LIMIT_USUAL = 500;
/** A rule as it is told, and as it is: Binance's own is no expression of ours. */
const SYMBOL = { told: '^[\\w\\-._&&[^a-z]]{1,50}$', rule: /^[[\p{L}\p{N}_.\-]--[a-z]]{1,50}$/v };
const SYMBOLS_TOLD = '^\\["[\\w\\-._&&[^a-z]]{1,50}"(,"[\\w\\-._&&[^a-z]]{1,50}"){0,}\\]$';
const AMOUNT = { told: '^([0-9]{1,20})(\\.[0-9]{1,20})?$', rule: /^[0-9]{1,20}(\.[0-9]{1,20})?$/ };
const CLIENT_ID = { told: '^[a-zA-Z0-9-_]{1,36}$', rule: /^[a-zA-Z0-9\-_]{1,36}$/ };
const PLACES_MAX = 8;
const NUMBER = { told: '^[0-9]{1,20}$', rule: /^[0-9]{1,20}$/ };

/** The parameters of a request, each read by name; `close` refuses those that nobody read. */
export class Query {
  readonly #parameters: URLSearchParams;
  readonly #read = new Set<string>();
  /** Whether some parameter was sent twice in the same place. */
  readonly #twice: boolean;

  /** What is in the query counts before what is in the body. */
  constructor(query: URLSearchParams, body = new URLSearchParams()) {
    this.#parameters = new URLSearchParams([...query, ...body]);
    this.#twice = [query, body].some((sent) => new Set(sent.keys()).size < sent.size);
  }

  text(name: string): string | undefined {
    this.#read.add(name);
    return this.#parameters.get(name) ?? undefined;
  }

  required(name: string): string {
    const value = this.text(name);
    if (value) return value;
    throw new Refusal(-1102, `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`);
  }

  symbol(): string {
    return legal('symbol', this.required('symbol'), SYMBOL);
  }

  /** One symbol, several as a JSON array, or undefined for all. */
  symbols(): readonly string[] | undefined {
    const one = this.text('symbol');
    if (one === '') throw new Refusal(-1105, "Parameter 'symbol' was empty.");
    const several = this.text('symbols');
    if (one !== undefined && several !== undefined)
      throw new Refusal(-1128, 'Combination of optional parameters invalid.');
    if (one !== undefined) return [legal('symbol', one, SYMBOL)];
    if (several === undefined) return undefined;
    const symbols = /^\["[^"]+"(,"[^"]+")*\]$/.test(several) ? several.slice(2, -2).split('","') : [];
    if (symbols.length === 0) throw illegal('symbols', SYMBOLS_TOLD);
    if (new Set(symbols).size < symbols.length) {
      throw new Refusal(-1151, 'Symbol is present multiple times in the list.');
    }
    return symbols.map((symbol) => legal('symbols', symbol, SYMBOL));
  }

  number(name: string): number | undefined {
    const value = this.text(name);
    return value === undefined ? undefined : Number(legal(name, value, NUMBER));
  }

  /** An amount as a whole number of 10^-8. */
  amount(name: string): bigint | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    legal(name, value, AMOUNT);
    if (placesOf(value) > PLACES_MAX) throw new Refusal(-1111, `Parameter '${name}' has too much precision.`);
    const [whole = '', places = ''] = value.split('.');
    return BigInt(whole + places.slice(0, PLACES_MAX).padEnd(PLACES_MAX, '0'));
  }

  /** The name that a client gives an order. */
  clientId(name: string): string | undefined {
    const value = this.text(name);
    return value === undefined ? undefined : legal(name, value, CLIENT_ID);
  }

  flag(name: string): boolean | undefined {
    const value = this.text(name);
    if (value === undefined || value === 'true' || value === 'false')
      return value === undefined ? undefined : value === 'true';
    throw new Refusal(-1130, `Data sent for parameter '${name}' is not valid.`);
  }

  /** How many rows are wanted; more than there may be is as many as there may be. */
  limit(usual = LIMIT_USUAL, most = LIMIT_MAX): number {
    const limit = this.number('limit') ?? usual;
    if (limit === 0) throw new Refusal(-1130, "Data sent for parameter 'limit' is not valid.");
    return Math.min(limit, most);
  }

  close(): void {
    if (this.#twice) throw new Refusal(-1101, 'Duplicate values for a parameter detected.');
    const sent = new Set(this.#parameters.keys());
    const unread = sent.difference(this.#read);
    if (unread.size === 0) return;
    const read = sent.size - unread.size;
    throw new Refusal(
      -1104,
      `Not all sent parameters were read; read '${read}' parameter(s) but was sent '${sent.size}'.`,
    );
  }
}

function legal(name: string, value: string, { told, rule }: typeof SYMBOL): string {
  if (rule.test(value)) return value;
  throw illegal(name, told);
}

const illegal = (name: string, range: string): Refusal =>
  new Refusal(-1100, `Illegal characters found in parameter '${name}'; legal range is '${range}'.`);
