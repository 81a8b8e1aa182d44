// Messages that are numbered as they are composed, in a variable.
import { dedupe, log, type Messages, minutes, parse, pipeline, type Trade, trade } from '../../../src/index.ts';

let number = 0;

const people: Messages<Trade> = {
  kind: 'messages',
  name: 'people',
  compose: (trades) => trades.map(({ symbol }) => `${++number}. ${symbol}`),
  deliver: async () => {},
};

export default pipeline('numbered-messages')
  .from(log('crypto'))
  .pipe(parse(trade), dedupe({ within: minutes(10) }))
  .to(people);
