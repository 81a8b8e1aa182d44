// An aggregate of its own whose merge is not its add: partitions weigh alike, however many trades they have.
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

interface Mean {
  readonly n: number;
  readonly mean: number;
}

const meanPrice: Aggregate<Trade, Mean, number> = {
  name: 'mean of means(price)',
  zero: () => ({ n: 0, mean: 0 }),
  add: ({ n, mean }, { price }) => ({ n: n + 1, mean: mean + (price - mean) / (n + 1) }),
  merge: (a, b) => ({ n: a.n + b.n, mean: (a.mean + b.mean) / 2 }),
  result: ({ mean }) => mean,
};

export default pipeline('mean-of-means')
  .from(log('crypto'))
  .pipe(
    parse(trade),
    dedupe({ within: minutes(10) }),
    tumble({ size: minutes(1), lateness: seconds(5), key: 'symbol' }, { price: meanPrice }),
  )
  .to(view('mean-of-means'));
