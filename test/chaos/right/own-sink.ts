// A sink of one's own, which sets what an id says and can never take some; and a key that cannot be made of some.
import {
  counter,
  dedupe,
  log,
  minutes,
  type Output,
  parse,
  pipeline,
  type Refused,
  type Sink,
  type Trade,
  trade,
} from '../../../src/index.ts';

const setIn = (prices: Map<string, number>) => async (outputs: readonly Output<Trade>[]) =>
  outputs.flatMap(({ id, value }, index): Refused[] => {
    if (value.id % 5 === 0) return [{ index, reason: 'oversize', detail: `${value.id} is a multiple of 5` }];
    prices.set(id, value.price);
    return [];
  });

const table: Sink<Trade> = {
  kind: 'sink',
  name: 'table',
  rehearsal: () => {
    const prices = new Map<string, number>();
    return { open: async () => ({ write: setIn(prices), close: async () => {} }), effect: () => prices };
  },
  open: async () => {
    throw new Error('there is no such server here');
  },
};

export default pipeline('own-sink')
  .from(log('crypto'))
  .pipe(parse(trade), dedupe({ within: minutes(10) }))
  .to(
    table,
    counter(({ symbol, id }) => {
      if (id % 9 === 0) throw new RangeError(`${id} has no key`);
      return `taken:${symbol}`;
    }),
  );
