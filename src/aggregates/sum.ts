import { type Aggregate, nameOf, overBatch, type Take } from '../core/aggregate.ts';
import { addAmount, PLACES, type Term } from '../core/amounts.ts';
import { numbersOf } from '../core/columns-of.ts';
import { AMOUNT_LIMIT, formatUnits, mantissa, nearestNumber, parseUnits } from '../core/decimal.ts';
import { ExactSum } from '../core/exact-sum.ts';
import { type HasNumber, type NumberSource, numberOf } from '../core/number-of.ts';

/**
 * The exact sum of a field, of a `product` of two, or of a function's results, each rounded to 8 places first. It is
 * saved and printed as an exact decimal; the result in code is the number nearest to it. Nulls are skipped: show them
 * beside it with `missing`.
 */
export function sum<K extends string>(field: K): Aggregate<HasNumber<K>, ExactSum, number>;
export function sum<T>(term: Term<T>): Aggregate<T, ExactSum, number>;
export function sum<T>(of: Take<T, number | null>): Aggregate<T, ExactSum, number>;
export function sum(of: NumberSource | Term<never>): Aggregate<never, ExactSum, number> {
  const { name, places, addTo } = typeof of === 'object' ? of : termOf(of);
  const aggregate: Aggregate<never, ExactSum, number> = {
    name: `sum(${name})`,
    zero: () => ExactSum.ZERO,
    add: addTo,
    merge: (a, b) => a.merge(b),
    result: (total) => nearestNumber(total.toUnits(), places),
    save: (total) => formatUnits(total.toUnits(), places),
    load: (saved) => ExactSum.fromUnits(parseUnits(String(saved), places)),
    print: (total) => formatUnits(total.toUnits(), places),
  };
  if (typeof of === 'object') return aggregate;
  const reading = { name, take: numberOf<never>(of) };
  return overBatch(aggregate, (batch, rowOf, rows) => sums(numbersOf(batch, reading), rowOf, rows));
}

function termOf(source: NumberSource): Term<never> {
  const take = numberOf<never>(source);
  return {
    name: nameOf(source),
    places: PLACES,
    addTo: (total, event) => {
      const amount = take(event);
      return amount === null ? total : addAmount(total, amount);
    },
  };
}

/** The sums of a column by row. Whole units are added as numbers for as long as those are exact. */
function sums(values: Float64Array, rowOf: Int32Array, rows: number): ExactSum[] | undefined {
  const totals = new Array<ExactSum>(rows).fill(ExactSum.ZERO);
  const units = new Float64Array(rows);
  for (let i = 0; i < rowOf.length; i++) {
    const row = rowOf[i] ?? -1;
    const value = values[i] ?? Number.NaN;
    if (row < 0 || Number.isNaN(value)) continue;
    if (!(Math.abs(value) < AMOUNT_LIMIT)) return undefined;
    const unit = mantissa(value);
    const total = (units[row] ?? 0) + unit;
    if (Math.abs(unit) <= EXACT_MAX && Math.abs(total) <= EXACT_MAX) units[row] = total;
    else totals[row] = addAmount(totals[row] ?? ExactSum.ZERO, value);
  }
  return totals.map((total, row) => total.add(units[row] ?? 0));
}

/** Whole numbers up to that are exact, and so are their sums. */
const EXACT_MAX = Number.MAX_SAFE_INTEGER;
