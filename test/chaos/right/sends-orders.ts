// Orders: each is handed in once, whatever is written again.
import { buy, dedupe, filter, log, map, minutes, orders, parse, pipeline, trade } from '../../../src/index.ts';

export default pipeline('sends-orders')
  .from(log('crypto'))
  .pipe(
    parse(trade),
    dedupe({ within: minutes(10) }),
    filter(({ id }) => id % 10 === 0),
    map(({ symbol, quantity, time }) => buy(symbol, quantity, time)),
  )
  .to(orders());
