import { AnyOrder } from './any-order.ts';
import { AMOUNT, FLAG, INTEGER, SYMBOL } from './fields.ts';
import type { Symbols } from './symbols.ts';
import { amount, flag, integer, symbol, text } from './value-at.ts';

/** Of a line that a layout is learned from, at most: values, and bytes. */
const VALUES_MAX = 32;
const LINE_MAX = 2_048;

/**
 * How a producer writes a line: the bytes between its values, which are the same in every line of his, and the kinds of
 * the values. A line of this layout needs no more than to be compared with it; another one is left to others.
 */
export interface Layout {
  /** Bits of the fields that it has. */
  readonly seen: number;
  /** Whether the line is of this layout; then its values are in their slots. */
  readonly read: (view: DataView, from: number, end: number) => boolean;
}

/**
 * The layout of a line that can be read in any order; undefined where it is too long, or no code may be generated.
 *
 * Why code is generated: a loop over the values of a layout takes half as long again as the same steps in a row, which
 * V8 compiles with every offset and every byte in place. Nothing of the line gets into the code but numbers.
 */
export function learned(
  view: DataView,
  from: number,
  end: number,
  values: Float64Array,
  symbols: Symbols,
): Layout | undefined {
  const steps: string[] = [];
  let at = from;
  let marked = 0;
  const anyOrder = new AnyOrder(symbols, values, (kind, slot, start, stop) => {
    steps.push(passes(view, at, start), reads(kind, slot));
    at = stop;
    marked++;
  });
  if (end - from > LINE_MAX || !anyOrder.read(view, from, end) || marked > VALUES_MAX) return undefined;
  const code = `return (view, at, end) => { ${steps.join('\n')}\n${passes(view, at, end)} return at === end; }`;
  const given = { values, symbols, amount, flag, integer, symbol, text };
  try {
    return { seen: anyOrder.seen, read: new Function(...Object.keys(given), code)(...Object.values(given)) };
  } catch (thrown) {
    if (thrown instanceof EvalError) return undefined; // Node was told so: --disallow-code-generation-from-strings
    throw thrown;
  }
}

/** Passes over bytes that must be these, four at a time; the last four, perhaps, over some of those before them. */
function passes(view: DataView, from: number, to: number): string {
  const length = to - from;
  const differs = [`at + ${length} > end`];
  if (length < 4) {
    for (let i = 0; i < length; i++) differs.push(`view.getUint8(at + ${i}) !== ${view.getUint8(from + i)}`);
  }
  for (let i = 0; i < length && length >= 4; i += 4) {
    const offset = Math.min(i, length - 4);
    differs.push(`view.getInt32(at + ${offset}, true) !== ${view.getInt32(from + offset, true)}`);
  }
  return `if (${differs.join(' || ')}) return false; at += ${length};`;
}

/** Reads a value, see `valueAt`: each kind by its own call, which takes its time only where it stands. */
const reads = (kind: number, slot: number): string => `at = ${callOf(kind, slot)}; if (at < 0) return false;`;

function callOf(kind: number, slot: number): string {
  if (kind === INTEGER) return `integer(view, at, end, values, ${slot})`;
  if (kind === AMOUNT) return `amount(view, at, end, values, ${slot})`;
  if (kind === SYMBOL) return `symbol(view, at, end, values, ${slot}, symbols)`;
  return kind === FLAG ? `flag(view, at, end, values, ${slot})` : 'text(view, at, end)';
}
