// The price as people write it where the process runs.
import { cache, dedupe, log, minutes, parse, pipeline, trade } from '../../../src/index.ts';

export default pipeline('language-in-a-cache')
  .from(log('crypto'))
  .pipe(parse(trade), dedupe({ within: minutes(10) }))
  .to(cache('price:{symbol}', ({ price }) => price.toLocaleString()));
