// Each minute the three symbols that have traded most, by what symbol-counts has counted so far.
import { cached, map, pipeline, print, seconds } from '../src/index.ts';

export default pipeline('top-symbols', { schedule: '* * * * *', timeout: seconds(50) })
  .from(cached('symbol:*'))
  .pipe(map(({ key, value }) => ({ symbol: key.slice('symbol:'.length), count: Number(value) })))
  .to(
    print((symbols) => {
      const all = symbols.reduce((sum, { count }) => sum + count, 0);
      const top = symbols.toSorted((a, b) => b.count - a.count).slice(0, 3);
      return `${all} records processed so far: ${top.map(({ symbol, count }) => `${symbol} ${count}`).join(', ')}`;
    }),
  );
