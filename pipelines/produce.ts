// The market as it happens: each trade of fourteen pairs, and ticks with the prices of the quote assets, into the log.
import { binance, log, pipeline, seconds, ticks } from '../src/index.ts';

export default pipeline('produce')
  .from(binance())
  .pipe(ticks({ every: seconds(5) }))
  .to(log('crypto'));
