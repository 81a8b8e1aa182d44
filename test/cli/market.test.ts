import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Answer, answering, refusal } from '../support/answering.ts';
import { exchangeOf } from '../support/exchange.ts';
import { folderPerFile } from '../support/folder.ts';
import { KEY, SECRET, signedExchange } from '../support/signed.ts';
import { jsonLines, millrace, told } from './millrace.ts';

const folder = folderPerFile();
const marketAt =
  (url: string, env = {}) =>
  (...args: readonly string[]) =>
    millrace(['market', ...args], { cwd: folder, env: { BINANCE_REST: url, ...env } });

const MINUTE = 60_000;
const START = Date.UTC(2024, 7, 8, 12);
const candle = (n: number) => [
  ...[START + n * MINUTE, `${n}.0`, '9.00000000', '0.50000000', `${n}.50000000`, '2.0', START + (n + 1) * MINUTE - 1],
  ...['9.0', 3, '4.0', '4.0', '0'],
];
const answers: { readonly [path: string]: unknown } = {
  time: { serverTime: START + 3.5 * MINUTE },
  'klines?symbol=BTCUSDT&interval=1m&limit=4': [candle(0), candle(1), candle(2), candle(3)],
  [`klines?symbol=BTCUSDT&interval=1M&startTime=${START}&endTime=${START + MINUTE}&limit=1000`]: [],
  'depth?symbol=BTCUSDT&limit=5': { lastUpdateId: 7, bids: [['4.00', '431.0']], asks: [['4.01', '9.0']] },
  'ticker/price?symbol=BTCUSDT': { symbol: 'BTCUSDT', price: '63732.00000000' },
};
const answer = ({ path }: { readonly path: string }): Answer =>
  path in answers ? { body: answers[path] } : refusal(400, -1121, 'Invalid symbol.');

const SYMBOL = {
  ...{ symbol: 'BTCUSDT', status: 'TRADING', baseAsset: 'BTC', quoteAsset: 'USDT' },
  ...{ baseAssetPrecision: 8, quoteAssetPrecision: 8, isSpotTradingAllowed: true },
  filters: [{ filterType: 'LOT_SIZE', minQty: '0.1', maxQty: '9', stepSize: '0.1' }],
};

describe('millrace market', () => {
  test('klines prints candles as a table that people read, and as JSON for programs', async () => {
    const market = marketAt((await answering(answer)).url);
    const { stdout, stderr, code } = await market('klines', 'BTCUSDT', '--limit', '4', '--table');
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    const [head, , first] = stdout.split('\n');
    expect(head).toMatch(/^symbol +openTime +open +high +low +close +volume +closeTime +quoteAssetVolume +trades /);
    expect(first).toMatch(/^BTCUSDT +2024-08-08T12:00:00.000Z +0.0 +9.00000000 .* true$/);
    const rows = jsonLines((await market('klines', 'BTCUSDT', '--limit', '4', '--json')).stdout);
    expect(rows.map(({ openTime, close, isClosed }) => [openTime, close, isClosed])).toEqual(
      [0, 1, 2, 3].map((n) => [START + n * MINUTE, `${n}.50000000`, n < 3]),
    );
    expect((await market('klines', 'BTCUSDT', '--limit', '4', '--csv')).stdout).toMatch(/^symbol,openTime,.*\r\n/);
  });

  test('klines --summary prints the least, the quartiles, the mean and the greatest', async () => {
    const market = marketAt((await answering(answer)).url);
    const { stdout } = await market('klines', 'BTCUSDT', '--limit', '4', '--summary', '--json');
    expect(jsonLines(stdout)).toEqual(
      expect.arrayContaining([
        { column: 'close', min: '0.5', q1: '1.25', median: '2', mean: '2', q3: '2.75', max: '3.5' },
        { column: 'volume', min: '2', q1: '2', median: '2', mean: '2', q3: '2', max: '2' },
      ]),
    );
  });

  test('klines --chart draws the candles, or a line of their closes, and prints what else is asked for', async () => {
    const market = marketAt((await answering(answer)).url);
    const asked = ['klines', 'BTCUSDT', '--limit', '4'];
    const drawn = await market(...asked, '--chart', 'btc.png', '--log-level', 'warn');
    expect({ stdout: drawn.stdout, code: drawn.code }).toEqual({ stdout: '', code: 0 });
    expect(told(drawn.stderr)).toEqual([
      'btc.png: BTCUSDT, candles of 1m: 4 candles, the last one, still open, at $3.50.',
    ]);
    expect((await readFile(join(folder, 'btc.png'))).subarray(1, 4).toString()).toBe('PNG');

    const line = await market(...asked, '--chart', 'btc.svg', '--line', '--summary');
    expect(line.stdout).toMatch(/^column .*median/);
    const svg = await readFile(join(folder, 'btc.svg'), 'utf8');
    expect(svg).toMatch(
      /^<svg .*>BTCUSDT, closing prices of 1m<.*between 2024-08-08 12:00 and 12:04 UTC · Last Updat/s,
    );
    expect(jsonLines((await market(...asked, '--chart', 'btc.svg', '--json')).stdout)).toHaveLength(4);
  });

  test('klines of several symbols stand below each other as rows, and beside each other as charts', async () => {
    const several: typeof answers = {
      ...answers,
      ...{
        'klines?symbol=ETHBTC&interval=1m&limit=4': [candle(0), candle(1)],
        'klines?symbol=OLDBTC&interval=1m&limit=4': [],
      },
    };
    const market = marketAt((await answering(({ path }) => ({ body: several[path] }))).url);
    const asked = ['klines', 'ethbtc', 'btcusdt', 'oldbtc', '--limit', '4'];
    const { stdout, stderr } = await market(...asked, '--summary', '--json', '--chart', 'both.svg');
    expect(jsonLines(stdout)).toHaveLength(10);
    expect(jsonLines(stdout)[3]).toMatchObject({ symbol: 'ETHBTC', column: 'close', max: '1.5' });
    expect(told(stderr)).toEqual([
      'klines: the exchange has none of OLDBTC for this time',
      expect.stringMatching(/^both\.svg: Candles of 1m: 2 charts\. ETHBTC: 2 candles.* BTCUSDT: 4 candles/),
    ]);
    const svg = await readFile(join(folder, 'both.svg'), 'utf8');
    for (const text of ['ETHBTC<', 'BTCUSDT<', 'between 2024-08-08 12:00 and 12:04 UTC · Last Updated: '])
      expect(svg).toContain(`>${text}`);
  });

  test('klines --chart of no candles says in the picture that there are none', async () => {
    const market = marketAt((await answering(answer)).url);
    const times = ['--from', '2024-08-08T12:00Z', '--to', '2024-08-08T12:01Z'];
    const { code, stderr } = await market('klines', 'BTCUSDT', '--interval', '1M', ...times, '--chart', 'none.svg');
    expect({ code, told: told(stderr) }).toEqual({
      code: 0,
      told: ['none.svg: BTCUSDT, candles of 1M: The exchange answers that it has no candles of BTCUSDT for this time.'],
    });
    expect(await readFile(join(folder, 'none.svg'), 'utf8')).toContain('>The exchange answers that it has no candles');
  });

  test('takes times as people write them', async () => {
    const exchange = await answering(answer);
    const times = ['--from', '2024-08-08T12:00Z', '--to', '2024-08-08T12:01Z'];
    const { code, stdout, stderr } = await marketAt(exchange.url)('klines', 'BTCUSDT', '--interval', '1M', ...times);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(told(stderr)).toEqual(['klines: the exchange answers that there are none']);
  });

  test('takes symbols in any case, one or several', async () => {
    const market = marketAt((await exchangeOf({ speed: 60 })).restUrl);
    expect(jsonLines((await market('ticker-price', 'btcusdt', '--json')).stdout)).toMatchObject([
      { symbol: 'BTCUSDT' },
    ]);
    const { stdout } = await market('exchange-info', 'ethbtc', 'btcUSDT', '--csv');
    expect(stdout).toMatch(/^ETHBTC,.*\r\nBTCUSDT,|^BTCUSDT,.*\r\nETHBTC,/m);
  });

  test('symbols --all says which of them are traded', async () => {
    const listed = ['TRADING', 'BREAK'].map((status) => ({ ...SYMBOL, symbol: `BTC${status}`, status }));
    const body = { timezone: 'UTC', serverTime: 0, rateLimits: [], symbols: listed };
    const market = marketAt((await answering(() => ({ body }))).url);
    expect(jsonLines((await market('symbols', '--json')).stdout)).toEqual([{ symbol: 'BTCTRADING' }]);
    expect(jsonLines((await market('symbols', '--all', '--json')).stdout)).toEqual([
      { symbol: 'BTCTRADING', status: 'TRADING' },
      { symbol: 'BTCBREAK', status: 'BREAK' },
    ]);
  });

  test('depth prints both sides', async () => {
    const market = marketAt((await answering(answer)).url);
    expect((await market('depth', 'BTCUSDT', '--limit', '5')).stdout.split('\n').slice(2, 4)).toEqual([
      'bids   4.00     431.0',
      'asks   4.01       9.0',
    ]);
    expect(jsonLines((await market('depth', 'BTCUSDT', '--limit', '5', '--json')).stdout)).toEqual([
      {
        lastUpdateId: 7,
        bids: [{ price: '4.00', quantity: '431.0' }],
        asks: [{ price: '4.01', quantity: '9.0' }],
      },
    ]);
  });

  test.each([
    [
      ['klines', 'NOPE'],
      1,
      '-1121: Invalid symbol. It does not know NOPE. Wanted one that `millrace market symbols` lists.',
    ],
    [['klines', 'BTCUSDT', '--interval', '1H'], 1, 'The interval of klines is "1H", wanted one of 1s 1m'],
    [['trades', 'BTC/USDT'], 1, 'The symbol is "BTC/USDT", wanted one such as "BTCUSDT".'],
    [['new-order', 'BTCUSDT', '--no-test'], 2, "required option '--side <side>' not specified"],
    [['trades', 'BTCUSDT', '--limit', '1001'], 2, 'Wanted a whole number from 1 to 1000.'],
    [['account'], 1, 'This asks for an account, and there is no key: set BINANCE_KEY and BINANCE_SECRET.'],
    [['klines', 'BTCUSDT', '--line'], 2, '--line goes with --chart'],
    [['klines', 'BTCUSDT', '--chart', 'btc.gif'], 2, 'Wanted a file whose name ends in .png or .svg.'],
    [['nonsense'], 2, "unknown command 'nonsense'"],
  ])('%j is told in one line, exit %d', async (args, exit, line) => {
    const { code, stdout, stderr } = await marketAt((await answering(answer)).url)(...args);
    expect({ code, stdout }).toEqual({ code: exit, stdout: '' });
    expect(told(stderr)[0]).toContain(line);
  });

  test('asks a simulated exchange for all that it has', async () => {
    const market = marketAt((await exchangeOf({ speed: 60 })).restUrl);
    const all = [
      ...[['ping'], ['time'], ['symbols'], ['coins'], ['exchange-info'], ['filters', 'BTCUSDT'], ['ticker-price']],
      ...[
        ['trades', 'BTCUSDT'],
        ['historical-trades', 'BTCUSDT'],
        ['klines', 'BTCUSDT'],
      ],
    ];
    for (const args of all) {
      const { code, stderr } = await market(...args, '--json');
      expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: '' });
    }
    expect(jsonLines((await market('symbols', '--json')).stdout)).toContainEqual({ symbol: 'ETHBTC' });
  });
});

describe('millrace market new-order', () => {
  const placed = {
    ...{ symbol: 'BTCUSDT', orderId: 28, clientOrderId: 'mine', price: '5', origQty: '0.1', executedQty: '0' },
    ...{ cummulativeQuoteQty: '0', status: 'NEW', timeInForce: 'GTC', type: 'LIMIT', side: 'SELL' },
  };
  const order = ['new-order', 'BTCUSDT', '--side', 'SELL', '--price', '5', '--quantity'];
  const signed = () =>
    signedExchange(Date.now, (path) => {
      if (path === 'GET exchangeInfo') {
        return { body: { timezone: 'UTC', serverTime: 0, rateLimits: [], symbols: [SYMBOL] } };
      }
      return { body: path === 'POST order' ? placed : {} };
    });

  test('tries, and sends with --no-test alone', async () => {
    const exchange = await signed();
    const market = marketAt(exchange.url, { BINANCE_KEY: KEY, BINANCE_SECRET: SECRET });
    const tried = await market(...order, '0.1', '--json');
    expect(told(tried.stderr)).toEqual([
      'TEST: it keeps all rules; the balance was not checked. Nothing was taken: --no-test sends it.',
    ]);
    expect(jsonLines(tried.stdout)).toMatchObject([{ symbol: 'BTCUSDT', quantity: '0.1', test: true }]);
    const sent = await market(...order, '0.1', '--client-order-id', 'mine', '--no-test', '--json');
    expect(jsonLines(sent.stdout)).toEqual([placed]);
    expect(told(sent.stderr)).toEqual([`NO TEST: this order is meant, and goes to ${exchange.url}/`]);
    expect(exchange.paths().filter((path) => path.startsWith('order/test'))).toHaveLength(1);
    expect(exchange.paths().filter((path) => /^order\?.*newClientOrderId=mine/.test(path))).toHaveLength(1);
  });

  test('says which filter an order does not keep, and sends nothing', async () => {
    const exchange = await signed();
    const market = marketAt(exchange.url, { BINANCE_KEY: KEY, BINANCE_SECRET: SECRET });
    const { code, stderr } = await market(...order, '0.15', '--no-test');
    expect(code).toBe(1);
    expect(told(stderr).slice(1)).toEqual([
      'millrace: The order is not sent: LOT_SIZE: quantity 0.15 is no multiple of 0.1.',
    ]);
    expect(exchange.paths()).toEqual(['exchangeInfo']);
  });
});
