import { expect, test, vi } from 'vitest';
import { byColumn } from '../../src/market/trade/by-column.ts';
import { byJson } from '../../src/market/trade/by-json.ts';
import { byObject } from '../../src/market/trade/by-object.ts';
import { Symbols } from '../../src/market/trade/symbols.ts';
import { tradeAt } from '../support/market.ts';

/** Many names, all of one hash: `A` × 31 + `X` is `B` × 31 + `9`. */
const names = Array.from({ length: 1_000 }, (_, n) =>
  Array.from({ length: 10 }, (_, bit) => ((n >> bit) & 1 ? 'AX' : 'B9')).join(''),
);

test('names that all want the same place in the table are not compared with all others', () => {
  const symbols = new Symbols();
  const views = names.map((name) => new DataView(new TextEncoder().encode(`${name}"`).buffer));
  for (const view of views) symbols.read(view, 0, view.byteLength);
  const [last] = views.slice(-1);
  if (!last) throw new Error('no names');
  const looked = vi.spyOn(last, 'getUint8');
  symbols.read(last, 0, last.byteLength);
  expect(looked.mock.calls.length).toBeLessThan(names.length);
});

test('names that all want the same place in the table are read as JSON reads them', () => {
  const read = byObject();
  const columns = byColumn();
  columns.begin(2 * names.length, (bytes) => new ArrayBuffer(bytes));
  const records = [...names, ...names].map((s) => ({
    data: new TextEncoder().encode(JSON.stringify(tradeAt(1, { s }))),
  }));
  const trades = records.map((record) => {
    const trade = read(record);
    expect(trade).toStrictEqual(byJson(record.data));
    if (!columns.read(record) && !('aside' in trade)) columns.add(trade);
    return trade;
  });
  expect(columns.end().events()).toStrictEqual(trades);
});
