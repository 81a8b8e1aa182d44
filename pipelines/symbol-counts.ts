// Counts the trades of each symbol, under symbol:BTCUSDT and so on in the store, and tells what comes most as it comes.
import { counter, dedupe, log, minutes, parse, pipeline, print, tally, trade } from '../src/index.ts';

export default pipeline('symbol-counts')
  .from(log('crypto'))
  .pipe(parse(trade), dedupe({ within: minutes(10) }))
  .to(
    counter('symbol:{symbol}'),
    print((trades) => {
      const most = tally(trades, 'symbol').slice(0, 3);
      return `${trades.length} trades: ${most.map(({ key, count }) => `${key} ${count}`).join(', ')}`;
    }),
  );
