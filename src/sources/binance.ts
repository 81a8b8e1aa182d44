import { defer, of } from 'rxjs';
import { PipelineError } from '../core/errors.ts';
import type { Source } from '../core/source.ts';
import { type Duration, seconds } from '../core/time.ts';
import { restBeside } from '../exchange/rest-beside.ts';
import type { MarketEvent } from '../market/events.ts';
import { defaultPairs } from '../market/pairs.ts';
import { Budget } from './binance/budget.ts';
import { streamBase } from './binance/urls.ts';

export interface BinanceOptions {
  /** Default: `BINANCE_WS`, else Binance itself. */
  readonly url?: string;
  /** Where missing trades are asked for. Default: `BINANCE_REST`, else what belongs to the URL of the streams. */
  readonly rest?: string;
  /** Such as `BTCUSDT`, in any case. Default: the 14 pairs of `defaultPairs`. */
  readonly symbols?: readonly string[];
  /** Trades that may wait to be read; one more is a WorldError, so that no trade is dropped in silence. */
  readonly buffer?: number;
  /** A connection on which no message comes for so long is opened anew. */
  readonly stall?: Duration;
}

/** Eight connections' worth. */
const SYMBOLS_MAX = 8 * 1_024;

/**
 * The trades of Binance, as they happen: each payload as it was sent, without its stream's frame. A jump in the ids of
 * a symbol is filled by the exchange's REST API, the filled trades marked; a gap event tells of what could not be had
 * in time. It resumes by the last id of each symbol: trades that it had already are left out, those that it missed
 * while it was away are filled in. Errors with CONFIG for a URL or a list of symbols that cannot be right.
 */
export function binance(options: BinanceOptions = {}): Source<MarketEvent> {
  const { buffer = 100_000, stall = seconds(30) } = options;
  if (!(Number.isSafeInteger(buffer) && buffer > 0) || !(stall > 0 && stall < Number.POSITIVE_INFINITY)) {
    const wanted = 'Wanted: a buffer of one trade or more, and a stall such as seconds(30)';
    throw new PipelineError('CONFIG', `binance() was given buffer: ${buffer}, stall: ${stall}. ${wanted}.`);
  }
  return {
    name: 'binance',
    kind: 'other',
    bounded: false,
    partitions: (context) =>
      defer(() => {
        const { BINANCE_WS, BINANCE_REST } = process.env; // set to nothing, they count as left out
        const base = streamBase(options.url ?? (BINANCE_WS || undefined));
        const rest = options.rest ?? (BINANCE_REST || restBeside(base));
        const symbols = symbolsIn(options.symbols ?? defaultPairs.map(({ symbol }) => symbol));
        const budget = new Budget(context.clock); // one for all readers of the run, however often it is tried again
        const open = async (from?: string) => {
          const { BinanceReader } = await import('./binance/reader.ts'); // most runs connect to nothing
          return new BinanceReader({ base, rest, symbols, buffer, stall, budget }, from, context);
        };
        return of([{ id: 'binance', parents: [], open }]);
      }),
  };
}

function symbolsIn(given: readonly string[]): readonly string[] {
  const symbols = new Set(given.map((symbol) => symbol.toUpperCase()));
  if (symbols.size > 0 && symbols.size <= SYMBOLS_MAX) return [...symbols];
  throw new PipelineError('CONFIG', `binance() was given ${symbols.size} symbols, wanted 1 to ${SYMBOLS_MAX}.`);
}
