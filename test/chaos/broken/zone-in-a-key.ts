// Trades by the hour of the day that it is where the process runs.
import { count, dedupe, log, minutes, parse, pipeline, seconds, trade, tumble, view } from '../../../src/index.ts';

export default pipeline('zone-in-a-key')
  .from(log('crypto'))
  .pipe(
    parse(trade),
    dedupe({ within: minutes(10) }),
    tumble(
      { size: minutes(1), lateness: seconds(5), key: ({ time }) => String(new Date(time).getHours()) },
      { trades: count() },
    ),
  )
  .to(view('zone-in-a-key'));
