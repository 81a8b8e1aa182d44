// Each trade beside the first price of its symbol, which another file remembers: until the process dies.
import { dedupe, log, map, minutes, parse, pipeline, seconds, sum, trade, tumble, view } from '../../../src/index.ts';
import { firstPrice } from './helpers/first-price.ts';

export default pipeline('first-price-in-a-helper')
  .from(log('crypto'))
  .pipe(
    parse(trade),
    dedupe({ within: minutes(10) }),
    map((one) => ({ ...one, first: firstPrice(one.symbol, one.price) })),
    tumble({ size: minutes(1), lateness: seconds(5), key: 'symbol' }, { first: sum('first') }),
  )
  .to(view('first-price-in-a-helper'));
