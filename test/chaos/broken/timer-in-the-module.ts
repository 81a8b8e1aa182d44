// Each trade with a rate that a timer raises.
import { dedupe, log, map, minutes, parse, pipeline, print, trade } from '../../../src/index.ts';

let rate = 0;
setInterval(() => rate++, 1).unref();

export default pipeline('timer-in-the-module')
  .from(log('crypto'))
  .pipe(
    parse(trade),
    dedupe({ within: minutes(10) }),
    map((one) => ({ ...one, rate })),
  )
  .to(print());
