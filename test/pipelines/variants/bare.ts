// Units per symbol and minute, with nothing in front of the window.
import { count, log, minutes, parse, pipeline, seconds, sum, trade, tumble, view } from '../../../src/index.ts';

export default pipeline('bare')
  .from(log('crypto'))
  .pipe(
    parse(trade),
    tumble(
      { size: minutes(1), lateness: seconds(5), key: 'symbol' },
      { trades: count(), units: sum('quantity'), value: sum((t) => t.price * t.quantity) },
    ),
  )
  .to(view('bare'));
