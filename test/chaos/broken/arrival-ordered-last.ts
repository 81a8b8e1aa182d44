// usd-per-minute, but for an aggregate of its own: the price that came last, whenever it was made.
import {
  type Aggregate,
  count,
  dedupe,
  log,
  minutes,
  parse,
  pipeline,
  seconds,
  type Trade,
  trade,
  tumble,
  view,
} from '../../../src/index.ts';

const latest: Aggregate<Trade, number | null, number | null> = {
  name: 'latest(price)',
  zero: () => null,
  add: (_, { price }) => price,
  merge: (a, b) => b ?? a,
  result: (price) => price,
};

export default pipeline('arrival-ordered-last')
  .from(log('crypto'))
  .pipe(
    parse(trade),
    dedupe({ within: minutes(10) }),
    tumble({ size: minutes(1), lateness: seconds(5), key: 'symbol' }, { trades: count(), last: latest }),
  )
  .to(view('arrival-ordered-last'));
