/** Streams that the URL of a connection names; of more it would be too long for the servers on its way. */
const IN_URL = 200;
/** Streams that one SUBSCRIBE names. */
const IN_MESSAGE = 200;

/** How a connection comes to its streams: what its URL asks for, and what is subscribed to after that. */
export interface Subscriptions {
  readonly url: string;
  readonly inUrl: readonly string[];
  readonly later: readonly (readonly string[])[];
}

/** `base` as it stands for `wss://stream.binance.com:9443`. */
export function subscriptionsTo(symbols: readonly string[], base: string): Subscriptions {
  const inUrl = symbols.slice(0, IN_URL);
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/stream`;
  const names = inUrl.map((symbol) => encodeURIComponent(symbol.toLowerCase()));
  url.search = `${url.search === '' ? '?' : `${url.search}&`}streams=${names.map((name) => `${name}@trade`).join('/')}`;
  const later: string[][] = [];
  for (let i = IN_URL; i < symbols.length; i += IN_MESSAGE) later.push(symbols.slice(i, i + IN_MESSAGE));
  return { url: url.href, inUrl, later };
}

export const subscribe = (symbols: readonly string[], id: number): string =>
  JSON.stringify({ method: 'SUBSCRIBE', params: symbols.map((symbol) => `${symbol.toLowerCase()}@trade`), id });
