// Trades from before the process was started: another start, other trades.
import {
  count,
  dedupe,
  filter,
  log,
  minutes,
  parse,
  pipeline,
  seconds,
  trade,
  tumble,
  view,
} from '../../../src/index.ts';

const started = Date.now();

export default pipeline('clock-in-the-module')
  .from(log('crypto'))
  .pipe(
    parse(trade),
    dedupe({ within: minutes(10) }),
    filter(({ time }) => time < started),
    tumble({ size: minutes(1), lateness: seconds(5), key: 'symbol' }, { trades: count() }),
  )
  .to(view('clock-in-the-module'));
