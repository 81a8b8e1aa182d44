// usd-per-minute, but for a number of its own for each trade of a symbol, counted in a variable of the module.
import {
  count,
  dedupe,
  log,
  map,
  maximum,
  minutes,
  parse,
  pipeline,
  seconds,
  trade,
  tumble,
  view,
} from '../../../src/index.ts';

const seen = new Map<string, number>();

export default pipeline('state-in-the-module')
  .from(log('crypto'))
  .pipe(
    parse(trade),
    dedupe({ within: minutes(10) }),
    map((one) => {
      const number = (seen.get(one.symbol) ?? 0) + 1;
      seen.set(one.symbol, number);
      return { ...one, number };
    }),
    tumble({ size: minutes(1), lateness: seconds(5), key: 'symbol' }, { trades: count(), highest: maximum('number') }),
  )
  .to(view('state-in-the-module'));
