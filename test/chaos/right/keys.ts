// Counters and caches with all that may be said of them.
import { cache, counter, dedupe, hours, log, minutes, parse, pipeline, seconds, trade } from '../../../src/index.ts';

export default pipeline('keys')
  .from(log('crypto'))
  .pipe(parse(trade), dedupe({ within: minutes(10) }))
  .to(
    counter('trades:{symbol}', { takeOver: true, publish: true, expires: hours(1) }),
    counter('units:{symbol}', { amount: 'quantity', expires: seconds(1) }),
    counter('latest:{symbol}', { amount: 'quantity', last: true }),
    counter(({ symbol }) => `odd:${symbol}`, { amount: ({ id, price }) => (id % 2 === 1 ? price : null) }),
    cache('price:{symbol}', 'price', { expires: seconds(5), publish: true }),
  );
