// Events that are set aside in every way, of a producer that repeats itself, and a lambda that throws.

import { mergeMap, of } from 'rxjs';
import {
  count,
  coverage,
  dedupe,
  each,
  filter,
  log,
  map,
  parse,
  pipeline,
  seconds,
  sum,
  trade,
  tumble,
  view,
} from '../../../src/index.ts';

export default pipeline('rejects')
  .from(log('crypto'))
  .pipe(
    parse(trade),
    dedupe({ within: seconds(20) }),
    map((one) => {
      if (one.id % 7 === 0) throw new RangeError(`${one.id} is a multiple of 7`);
      return one;
    }),
    filter(({ id }) => id % 3 > 0),
    each(mergeMap((one) => of(one, { ...one, symbol: 'ALL', id: one.id + 1e12 }))),
    tumble(
      { size: seconds(10), lateness: seconds(0), key: ({ symbol }) => symbol.slice(0, 3) },
      { trades: count(), value: sum(({ price }) => price * 0.1), ids: coverage('id') },
    ),
  )
  .to(view('rejects'), view('rejects-too'));
