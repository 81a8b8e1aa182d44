// Each trade once, into a sink that adds what it is given to what is there, where it should set what an id says.
import {
  dedupe,
  log,
  minutes,
  parse,
  pipeline,
  type Sink,
  type Trade,
  trade,
  type Writer,
} from '../../../src/index.ts';

const adding = (trades: Map<string, number>): Writer<Trade> => ({
  write: async (outputs) => {
    for (const { value } of outputs) trades.set(value.symbol, (trades.get(value.symbol) ?? 0) + 1);
  },
  close: async () => {},
});

const counters: Sink<Trade> = {
  kind: 'sink',
  name: 'counters',
  rehearsal: () => {
    const trades = new Map<string, number>();
    return { open: async () => adding(trades), effect: () => trades };
  },
  open: async () => {
    throw new Error('there is no such server here');
  },
};

export default pipeline('increment-in-a-sink')
  .from(log('crypto'))
  .pipe(parse(trade), dedupe({ within: minutes(10) }))
  .to(counters);
