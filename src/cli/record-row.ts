import type { LogRecord } from '../core/record.ts';
import { trade } from '../market/trade.ts';

/** A record as a line of a table: a trade in columns, anything else as what it is. */
export function recordRow(record: LogRecord): object {
  const decoded = trade.decode(record);
  const blank = { kind: '', time: '', symbol: '', price: '', quantity: '', id: '', maker: '', detail: '' };
  if (!('aside' in decoded)) {
    const { time, symbol, price, quantity, id, buyerIsMaker } = decoded;
    const maker = buyerIsMaker ? 'buyer' : 'seller';
    return { ...blank, kind: 'trade', time, symbol, price: decimal(price), quantity: decimal(quantity), id, maker };
  }
  if (decoded.aside === 'tick') {
    const { time, prices } = decoded.tick;
    const told = Object.entries(prices).map(([asset, price]) => `${asset} ${decimal(price)}`);
    return { ...blank, kind: 'tick', time, detail: told.join(', ') };
  }
  const fields = fieldsOf(record);
  if (decoded.aside === 'unparsable' && fields && !('e' in fields)) {
    return { ...blank, kind: 'other', detail: JSON.stringify(fields) };
  }
  const kind = decoded.aside;
  const text = new TextDecoder().decode(record.data.subarray(0, 200));
  if (decoded.aside === 'notice') return { ...blank, kind, time: decoded.time, detail: text };
  return { ...blank, kind, detail: 'detail' in decoded ? `${decoded.detail}: ${text}` : '' };
}

/** An amount as a decimal: small ones without an exponent. */
const decimal = (amount: number): string =>
  Math.abs(amount) < 1e-6 ? amount.toFixed(8).replace(/\.?0+$/, '') : `${amount}`;

/** Of a record that is a JSON object. */
function fieldsOf({ data }: LogRecord): object | undefined {
  try {
    const json: unknown = JSON.parse(new TextDecoder().decode(data));
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? json : undefined;
  } catch {
    return undefined;
  }
}
