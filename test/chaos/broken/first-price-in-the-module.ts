// Each trade beside the first price of its symbol, which a map of the module remembers: until the process dies.
import { dedupe, log, map, minutes, parse, pipeline, seconds, sum, trade, tumble, view } from '../../../src/index.ts';

const first = new Map<string, number>();

export default pipeline('first-price-in-the-module')
  .from(log('crypto'))
  .pipe(
    parse(trade),
    dedupe({ within: minutes(10) }),
    map((one) => {
      const price = first.get(one.symbol) ?? one.price;
      first.set(one.symbol, price);
      return { ...one, first: price };
    }),
    tumble({ size: minutes(1), lateness: seconds(5), key: 'symbol' }, { first: sum('first') }),
  )
  .to(view('first-price-in-the-module'));
