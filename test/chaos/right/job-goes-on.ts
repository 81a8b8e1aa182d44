// A job that numbers the trades of each symbol, and goes on in the next run; what it counts is for other programs.
import { counter, log, parse, pipeline, print, scan, trade } from '../../../src/index.ts';

export default pipeline('job-goes-on')
  .from(log('crypto', { limit: 250 }))
  .pipe(
    parse(trade),
    scan({ key: 'symbol', zero: () => ({ number: 0, symbol: '' }), keep: true }, ({ number }, { symbol }) => ({
      number: number + 1,
      symbol,
    })),
  )
  .to(print(), counter('numbered:{symbol}'));
