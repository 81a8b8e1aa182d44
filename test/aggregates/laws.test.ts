import fc from 'fast-check';
import { count } from '../../src/aggregates/count.ts';
import { coverage } from '../../src/aggregates/coverage.ts';
import { first } from '../../src/aggregates/first.ts';
import { last } from '../../src/aggregates/last.ts';
import { maximum } from '../../src/aggregates/maximum.ts';
import { mean } from '../../src/aggregates/mean.ts';
import { minimum } from '../../src/aggregates/minimum.ts';
import { missing } from '../../src/aggregates/missing.ts';
import { ohlc } from '../../src/aggregates/ohlc.ts';
import { product } from '../../src/aggregates/product.ts';
import { sum } from '../../src/aggregates/sum.ts';
import { vwap } from '../../src/aggregates/vwap.ts';
import { event } from '../support/arbitraries.ts';
import { laws } from '../support/laws.ts';

laws(count(), event);
laws(missing('price'), event);
laws(
  missing((e: { readonly id: number }) => (e.id > 2 ? e.id : undefined)),
  event,
);
laws(sum('price'), event);
laws(
  sum((e: { readonly odd: number }) => e.odd),
  event,
);
laws(sum(product('price', 'quantity')), event);
laws(minimum('price'), event);
laws(minimum('odd'), event);
laws(maximum('price'), event);
laws(maximum('odd'), event);
laws(mean('price'), event);
laws(
  mean((e: { readonly odd: number }) => e.odd),
  event,
);
laws(vwap('price', 'quantity'), event);
laws(first('price'), event);
laws(last('price'), event);
laws(ohlc('price'), event);
laws(coverage('id'), fc.record({ id: fc.oneof(fc.nat(60), fc.maxSafeInteger(), fc.integer()) }));
