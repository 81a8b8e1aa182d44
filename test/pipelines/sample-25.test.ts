import { expect, test } from 'vitest';
import sample from '../../pipelines/sample-25.ts';
import { fixtureLines, tradesIn } from './fixture-lines.ts';
import { charts, drawn, golden, words } from './virtual.ts';

test('25 records as a typed table, what changed hands in them, and how the symbols share them', async () => {
  const lines = fixtureLines.filter((line) => !/"e":"(tick|gap)"/.test(line)).slice(0, 25);
  const driven = await golden(sample, lines, { batch: 10, prices: { BTC: 61_000.5, ETH: 2_600 } });
  const [table = '', summary] = driven.texts.print ?? [];
  expect(table.split('\n').slice(0, 5).join('\n')).toMatchInlineSnapshot(`
    "symbol   base  quote            id        price  quantity  time                      buyerIsMaker             usd  buyerOrder  sellerOrder
    -------  ----  -----  ------------  -----------  --------  ------------------------  ------------  --------------  ----------  -----------
    ETHUSDT  ETH   USDT   267624000001   2683.67      0.0354   2026-01-05T12:00:00.000Z  true             95.001918
    BTCUSDT  BTC   USDT   267624000001  61840.72      0.00134  2026-01-05T12:00:00.007Z  false            82.8665648
    BTCUSDT  BTC   USDT   267624000002  61842.27      0.00289  2026-01-05T12:00:00.007Z  false           178.7241603           88           99"
  `);
  expect(summary).toMatchInlineSnapshot(
    `"25.38787 units in 25 transactions worth $29,733.58: ETHUSDT 12, BNBUSDT 7, BTCUSDT 3, ETHBTC 2, NEOUSDT 1"`,
  );
  expect(words(driven)).toEqual(['[Transactions per symbol]']);
  const bars = drawn<{ readonly id: string; readonly n: number }>(charts(driven)[0]);
  expect(bars.map(({ id, n }) => `${id.split('\u001f')[0]} ${n}`).join(', ')).toBe(summary?.split(': ')[1]);
});

test('its units and dollars are those of a plain loop, where no record comes twice', async () => {
  const once = new Map(fixtureLines.map((line) => [/"t":\d+.*?"T":\d+|"T":\d+.*?"t":\d+/.exec(line)?.[0], line]));
  const lines = [...once.values()].slice(0, 25);
  const { texts } = await golden(sample, lines, { prices: { BTC: 61_000.5 } });
  const trades = tradesIn(lines);
  const units = trades.reduce((all, { quantity }) => all + quantity, 0n);
  const dollars = trades.reduce(
    (all, { symbol, price, quantity }) =>
      all + (Number(price * quantity) / 1e16) * (symbol.endsWith('BTC') ? 61_000.5 : 1),
    0,
  );
  const [, told, count, worth] =
    /^([\d.]+) units in (\d+) transactions worth \$([\d,.]+)/.exec(texts.print?.[1] ?? '') ?? [];
  expect([Number(told), Number(count)]).toEqual([Number(units) / 1e8, trades.length]);
  expect(Number(worth?.replace(',', ''))).toBeCloseTo(dollars, 2);
});
