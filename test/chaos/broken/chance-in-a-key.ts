// Trades of each symbol in three rows, by chance.
import { randomInt } from 'node:crypto';
import { count, dedupe, log, minutes, parse, pipeline, seconds, trade, tumble, view } from '../../../src/index.ts';

export default pipeline('chance-in-a-key')
  .from(log('crypto'))
  .pipe(
    parse(trade),
    dedupe({ within: minutes(10) }),
    tumble(
      { size: minutes(1), lateness: seconds(5), key: ({ symbol }) => `${symbol} ${randomInt(3)}` },
      { trades: count() },
    ),
  )
  .to(view('chance-in-a-key'));
