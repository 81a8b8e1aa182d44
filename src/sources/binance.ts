import { defer, of } from 'rxjs';
import { PipelineError } from '../core/errors.ts';
import type { Source } from '../core/source.ts';
import { type Duration, seconds } from '../core/time.ts';
import type { MarketEvent } from '../market/events.ts';
import { defaultPairs } from '../market/pairs.ts';
import { BinanceReader } from './binance/reader.ts';

export interface BinanceOptions {
  /** Default: `BINANCE_WS`, else Binance itself. */
  readonly url?: string;
  /** Such as `BTCUSDT`, in any case. Default: the 14 pairs of `defaultPairs`. */
  readonly symbols?: readonly string[];
  /** Trades that may wait to be read; one more is a WorldError, so that no trade is dropped in silence. */
  readonly buffer?: number;
  /** A connection on which no message comes for so long is opened anew. */
  readonly stall?: Duration;
}

const BINANCE = 'wss://stream.binance.com:9443';
const STREAMS_MAX = 1_024;

/**
 * The trades of Binance, as they happen: each payload as it was sent, without its stream's frame, and a gap event for
 * each jump in the ids of a symbol. It resumes by the last id of each symbol: trades that it had already are left out,
 * and those that it missed while it was away are told by a gap event. Errors with CONFIG for a URL or a list of symbols
 * that cannot be right.
 */
export function binance(options: BinanceOptions = {}): Source<MarketEvent> {
  const { buffer = 100_000, stall = seconds(30) } = options;
  if (!(Number.isSafeInteger(buffer) && buffer > 0) || !(stall > 0 && stall < Number.POSITIVE_INFINITY)) {
    const wanted = 'Wanted: a buffer of one trade or more, and a stall such as seconds(30)';
    throw new PipelineError('CONFIG', `binance() was given buffer: ${buffer}, stall: ${stall}. ${wanted}.`);
  }
  const symbols = options.symbols ?? defaultPairs.map(({ symbol }) => symbol);
  return {
    name: 'binance',
    kind: 'other',
    bounded: false,
    partitions: (context) =>
      defer(() => {
        const url = streamUrl(options.url ?? process.env.BINANCE_WS ?? BINANCE, symbols);
        const open = async (from?: string) => new BinanceReader({ url, buffer, stall }, from, context);
        return of([{ id: 'binance', parents: [], open }]);
      }),
  };
}

function streamUrl(base: string, symbols: readonly string[]): string {
  const url = URL.parse(base);
  if ((url?.protocol !== 'ws:' && url?.protocol !== 'wss:') || url.hash !== '') {
    throw new PipelineError(
      'CONFIG',
      `The exchange's URL is "${base}", wanted one such as ${BINANCE}. Set BINANCE_WS, or the option url of binance().`,
    );
  }
  if (url.searchParams.has('timeUnit')) {
    throw new PipelineError(
      'CONFIG',
      `The exchange's URL is "${base}": leave timeUnit out, times are in milliseconds.`,
    );
  }
  const streams = new Set(symbols.map((symbol) => `${encodeURIComponent(symbol.toLowerCase())}@trade`));
  if (streams.size === 0 || streams.size > STREAMS_MAX) {
    throw new PipelineError(
      'CONFIG',
      `binance() was given ${streams.size} symbols, wanted 1 to ${STREAMS_MAX}: one connection carries no more.`,
    );
  }
  url.pathname = `${url.pathname.replace(/\/$/, '')}/stream`;
  url.search = `${url.search === '' ? '?' : `${url.search}&`}streams=${[...streams].join('/')}`;
  return url.href;
}
