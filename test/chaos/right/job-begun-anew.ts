// A job whose runs each begin anew: the rows are those of the last one, and each run writes the same outputs.
import { count, log, missing, parse, pipeline, print, sum, total, trade, usd, view } from '../../../src/index.ts';

export default pipeline('job-begun-anew')
  .from(log('crypto', { limit: 250 }))
  .pipe(
    parse(trade),
    usd({ at: 'run' }),
    total({ key: 'symbol' }, { trades: count(), value: sum('usd'), unpriced: missing('usd') }),
  )
  .to(view('job-begun-anew'), print());
