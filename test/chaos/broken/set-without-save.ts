// An aggregate of its own whose partial is a Set, which is stored as {}.
import {
  type Aggregate,
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

const prices: Aggregate<Trade, ReadonlySet<number>, number> = {
  name: 'prices',
  zero: () => new Set(),
  add: (all, { price }) => new Set([...all, price]),
  merge: (a, b) => new Set([...a, ...b]),
  result: ({ size }) => size,
};

export default pipeline('set-without-save')
  .from(log('crypto'))
  .pipe(
    parse(trade),
    dedupe({ within: minutes(10) }),
    tumble({ size: minutes(1), lateness: seconds(5), key: 'symbol' }, { prices }),
  )
  .to(view('set-without-save'));
