import { LF } from '../../core/lines.ts';
import { inMillis } from '../fields.ts';
import { AnyOrder } from './any-order.ts';
import { AHEAD_MAX } from './by-json.ts';
import * as fields from './fields.ts';
import * as steps from './steps.ts';
import type { Symbols } from './symbols.ts';
import { POWERS, type Trades } from './trades.ts';
import { text } from './value-at.ts';

/** Of a line that a layout is learned from, at most: values, and bytes. */
const VALUES_MAX = 32;
const LINE_MAX = 2_048;

/**
 * How a producer writes a line: the bytes between its values, which are the same in every line of his, and the kinds of
 * the values. Lines of this layout need no more than to be compared with it; others are left to others.
 *
 * Reads trades from `at` on, line by line up to `to`, and adds them to `trades`, whose room must do for `most`; puts
 * where each line ends into `ends`, from `found` on. Gives how many there were.
 */
export type Layout = (
  view: DataView,
  at: number,
  to: number,
  trades: Trades,
  most: number,
  ends: Int32Array,
  found: number,
) => number;

/** What is done with `value`, by the slot of its field; what nobody needs is only checked. */
const KEPT: { readonly [slot: number]: string } = {
  [fields.SENT]: 'sent = value;',
  [fields.TIME]: 'time = times[n] = inMillis(value);',
  [fields.ID]: 'id[n] = value;',
  [fields.BUYER]: 'buyer[n] = value;',
  [fields.SELLER]: 'seller[n] = value;',
  [fields.PRICE]: 'price[n] = value;',
  [fields.QUANTITY]: 'quantity[n] = value;',
  [fields.LISTED]: 'symbol[n] = value;',
  [fields.MAKER]: 'maker[n] = value;',
};

/**
 * The layout of a line, its newline perhaps included, that is a trade and can be read in any order; undefined where it
 * is too long, has another newline in it, which would be taken for those between lines, or no code may be generated.
 *
 * Why code is generated: a loop over the values of a layout takes half as long again as the same steps in a row, which
 * V8 compiles with every offset and every byte in place. Nothing of the line gets into the code but numbers.
 */
export function learned(view: DataView, from: number, behind: number, symbols: Symbols): Layout | undefined {
  const end = view.getUint8(behind - 1) === LF ? behind - 1 : behind;
  if (end - from > LINE_MAX || hasNewline(view, from, end)) return undefined;
  const before: string[] = [steps.VARIABLES];
  const line: string[] = [];
  let at = from;
  let marked = 0;
  const anyOrder = new AnyOrder(symbols, new Float64Array(fields.SLOTS), (kind, slot, start, stop) => {
    line.push(steps.passes(view, at, start), step(kind, marked), KEPT[slot] ?? '');
    if (kind === fields.INTEGER) before.push(steps.integerBefore(marked));
    at = isQuoted(kind) ? stop - 1 : stop; // its quote is of what follows
    marked++;
  });
  const { seen } = anyOrder.read(view, from, end) ? anyOrder : { seen: 0 };
  if (!fields.isWhole(seen) || marked > VALUES_MAX) return undefined;
  line.push(steps.passes(view, at, end), steps.lineEnd);
  if (fields.isSent(seen)) line.push(`if (time > inMillis(sent) + ${AHEAD_MAX}) break line;`);
  if (fields.hasOrders(seen)) before.push('const { buyer, seller } = trades.orders();');
  const look = end - from + marked * steps.LOOK_MAX;
  const code = `${before.join('\n')}
    const { time: times, id, price, quantity, symbol, maker } = trades;
    const last = view.byteLength - ${look};
    const first = trades.length;
    let n = first, sent = 0, time = 0;
    line: for (; n < most && at < to && at <= last; n++) {
      ${line.join('\n')}
      ends[found++] = at;
    }
    trades.length = n;
    return n - first;`;
  const given = { symbols, text, inMillis, powers: POWERS };
  const parameters = ['view', 'at', 'to', 'trades', 'most', 'ends', 'found'];
  try {
    return new Function(...Object.keys(given), `return (${parameters.join(', ')}) => { ${code} };`)(
      ...Object.values(given),
    );
  } catch (thrown) {
    if (thrown instanceof EvalError) return undefined; // Node was told so: --disallow-code-generation-from-strings
    throw thrown;
  }
}

function step(kind: number, n: number): string {
  if (kind === fields.INTEGER) return steps.integer(n);
  if (kind === fields.AMOUNT) return steps.amount;
  if (kind === fields.SYMBOL) return steps.symbol;
  return kind === fields.FLAG ? steps.flag : steps.text;
}

const hasNewline = (view: DataView, from: number, end: number): boolean =>
  new Uint8Array(view.buffer, view.byteOffset + from, end - from).includes(LF);

const isQuoted = (kind: number): boolean => kind === fields.AMOUNT || kind === fields.SYMBOL || kind === fields.TEXT;
