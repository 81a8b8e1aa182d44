import { PipelineError } from '../../core/errors.ts';
import type { Millis } from '../../core/time.ts';
import type { TradePayload } from '../../market/events.ts';
import { splitSymbol } from '../../market/symbol.ts';
import { placesOf } from './decimal.ts';
import { linesOf } from './lines.ts';
import type { Listing } from './listing.ts';
import type { Feed } from './market.ts';
import { readTrade } from './recorded-trade.ts';

/** A recording as it is played. */
export interface Recording extends Feed {
  /** How many events of the file it passes over. */
  readonly passedOver: number;
}

/**
 * The trades of a file of JSON lines, as Binance's streams sent them, bare or in combined frames, or as the log of a
 * producer has them: in their order, each when its time `E` has come. What else a log holds is passed over, and so is a
 * trade that stands behind a later one of its symbol, for an exchange never looks back. The file is read once for what
 * it trades, and then as it is played.
 *
 * @throws MISSING where there is no such file, CONFIG for a line that is no trade, or a file without one
 */
export function openRecording(path: string): Recording {
  const listings = new Map<string, Listing>();
  let start: Millis | undefined;
  let passedOver = 0;
  const pass = () => {
    passedOver++;
  };
  for (const trade of tradesOf(path, pass)) {
    start ??= trade.E;
    listings.set(trade.s, extended(listings.get(trade.s), trade));
  }
  if (start === undefined)
    throw new PipelineError('CONFIG', `The recording ${path} has no trade. Give it one at least.`);

  const trades = tradesOf(path);
  let head = trades.next();
  function until(time: Millis, limit = Number.POSITIVE_INFINITY): TradePayload[] {
    const due: TradePayload[] = [];
    for (; !head.done && head.value.E <= time && due.length < limit; head = trades.next()) due.push(head.value);
    return due;
  }
  return { listings: [...listings.values()], start, passedOver, until, close: () => void trades.return(undefined) };
}

function* tradesOf(path: string, pass = () => {}): Generator<TradePayload, undefined> {
  const latest = new Map<string, number>();
  let line = 0;
  for (const text of linesOf(path)) {
    line++;
    if (text.trim() === '') continue;
    const trade = readTrade(text);
    if (trade === 'beside' || (trade && trade.t <= (latest.get(trade.s) ?? -1))) pass();
    else if (trade) {
      latest.set(trade.s, trade.t);
      yield trade;
    } else {
      const wanted =
        'wanted a trade as Binance streams it, {"e":"trade",…}, bare or as "data" of a frame, or a producer\'s log';
      throw new PipelineError('CONFIG', `${path}:${line}: got ${text.slice(0, 100)}, ${wanted}.`);
    }
  }
  return undefined;
}

/** A listing that this trade fits, too: ticks and lots are as small as some trade shows. */
function extended(listing: Listing | undefined, { s: symbol, p, q, t }: TradePayload): Listing {
  const { pair = { symbol, ...splitSymbol(symbol), weight: 1 }, opening = p, firstId = t } = listing ?? {};
  const tickDigits = Math.max(listing?.tickDigits ?? 0, placesOf(p));
  const lotDigits = Math.max(listing?.lotDigits ?? 0, placesOf(q));
  return { pair, opening, firstId, tickDigits, lotDigits };
}
