/** Goal: a view is drawn as its rows are, and as they were. Method: a pipeline that has come so far, and stands still. */
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { folderPerFile } from '../support/folder.ts';
import { Millrace, millrace, START, told, totalled, tradeAt, writeLog, writePipeline } from './millrace.ts';

const cwd = folderPerFile();
const STORE = ['--store', 'sqlite:./s.db'];
const VIEW = `export default pipeline('kept').from(log('crypto')).pipe(parse(trade),
  tumble({ size: minutes(1), lateness: seconds(5), key: 'symbol' }, { trades: count(), units: sum('quantity'),
    average: mean('price'), price: ohlc('price') })).to(view('kept', { keep: minutes(10) }));`;

const at = (second: number, id: number, price: number, symbol?: string) =>
  tradeAt(second, id, symbol).replace('"100.00000000"', `"${price}.00000000"`);
/** Three minutes that are final, and one that is not; at 12:02:05 two of them were. */
const trades = [
  ...[at(1, 1, 100), at(2, 2, 130), at(3, 1, 7, 'ETHBTC'), at(70, 3, 90), at(80, 2, 9, 'ETHBTC'), at(130, 4, 95)],
  ...[at(190, 5, 99), at(191, 6, 98)],
];

/** Lets the consumer read on to the end of its log. */
async function consumed(...lines: readonly string[]): Promise<void> {
  await appendFile(join(cwd, 'crypto.ndjson'), lines.map((line) => `${line}\n`).join(''));
  const consumer = new Millrace(['run', './kept.ts', '--log', 'file:.', ...STORE, '--log-level', 'debug'], { cwd });
  await consumer.says(`"records":${lines.length}`);
  consumer.child.kill('SIGTERM');
  expect((await consumer.ended).code).toBe(0);
}
const chart = (...args: readonly string[]) =>
  millrace(['chart', 'kept', '--pipeline', './kept.ts', ...args, ...STORE], { cwd });
async function textsOf(...args: readonly string[]): Promise<readonly string[]> {
  const { code, stderr } = await chart(...args, '-o', `${args.join('')}.svg`);
  expect({ code, told: told(stderr) }).toEqual({ code: 0, told: [expect.stringContaining('.svg: kept')] });
  const svg = await readFile(join(cwd, `${args.join('')}.svg`), 'utf8');
  // A text of several lines is a tspan for each.
  return [...svg.matchAll(/<(?:text|tspan)[^>]*>([^<]+)</g)].map(([, text = '']) => text);
}

beforeAll(async () => {
  await writeLog(cwd, []);
  await writePipeline(cwd, 'kept', VIEW);
  await consumed(...trades);
});

describe('millrace chart', () => {
  test('draws each key, over all windows or over time', async () => {
    const [bars, means, candles, line] = await Promise.all([
      textsOf('--type', 'bar', '--field', 'units'),
      textsOf('--type', 'bar', '--field', 'average', '--last', '4m', '--format', 'plain'),
      textsOf('--type', 'candlestick', '--from', '2024-08-08T12:00', '--to', '2024-08-08T12:02'),
      textsOf('--type', 'line', '--field', 'price.close', '--key', 'BTCUSDT', '--title', 'kept closes'),
    ]);
    expect(bars).toEqual(expect.arrayContaining(['BTCUSDT', '12', 'ETHBTC', '4', 'kept, units']));
    expect(bars.join(' ')).toContain(
      'between 2024-08-08 12:00 and 12:04 UTC · 1 window still open · Last Updated: 2024-08-08 12:03:11 UTC',
    );
    expect(means, 'of all trades, not of windows').toEqual(expect.arrayContaining(['102', '8']));
    expect(candles).toEqual(expect.arrayContaining(['BTCUSDT', 'ETHBTC', 'kept, price', '$130', '12:01']));
    expect(line).toEqual(expect.arrayContaining(['100', 'kept closes', '12:03']));
  });

  test('adds keys up, onto stdout where that is no terminal', async () => {
    const { stdout, stderr, code } = await chart('--type', 'columns', '--field', 'units', '--group', 'none');
    expect({ code, told: told(stderr) }).toEqual({ code: 0, told: ['kept, units: 4 columns of 1 series, 16 in all.'] });
    expect(stdout.slice(1, 4)).toBe('PNG');
  });

  test('tells in one line what cannot be drawn', async () => {
    const wrong: readonly (readonly [readonly string[], number, RegExp])[] = [
      [
        ['--type', 'bar', '--field', 'unit'],
        1,
        /kept has no unit to draw: its fields that are numbers are trades, units, av/,
      ],
      [
        ['--type', 'bar'],
        1,
        /A bar of kept wants one --field: its fields that are numbers are trades, units, average, /,
      ],
      [['--type', 'scatter', '--field', 'units'], 1, /A scatter of kept wants two of them, --field X --field Y/],
      [
        ['--type', 'candlestick', '--field', 'units'],
        1,
        /kept has no units to draw: its fields of candles are price\./,
      ],
      [
        ['--type', 'treemap', '--field', 'average'],
        1,
        /average cannot be added up, and so not be drawn as parts of a treemap/,
      ],
      [
        ['--type', 'columns', '--field', 'average'],
        1,
        /average cannot be added up, and so not be drawn as parts of columns/,
      ],
      [
        ['--type', 'line', '--field', 'price.low', '--group', 'none'],
        1,
        /price\.low cannot be added up.* of all keys tog/,
      ],
      [['--type', 'bar', '--field', 'units', '--at', '2030-01-01'], 1, /kept has come to 20.*, and 2030.* not kn/],
      [['--type', 'bar', '--top', '3'], 2, /--top goes with --type treemap/],
      [['--type', 'pie'], 2, /Allowed choices are bar, line, candlestick/],
      [['--type', 'bar', '--last', '5'], 2, /Wanted a span such as 90s, 15m, 1h or 2d\./],
      [['--type', 'bar', '--last', '5m', '--from', '2024-08-08'], 2, /--last goes without --from/],
    ];
    const ended = await Promise.all(wrong.map(([args]) => chart(...args, '-o', 'not.png')));
    for (const [i, [args, exit, line]] of wrong.entries()) {
      const { code, stdout, stderr } = ended[i] ?? { code: 0, stdout: '', stderr: '' };
      const wanted = { code: exit, stdout: '', told: [expect.stringMatching(line)] };
      expect({ code, stdout, told: told(stderr).slice(0, 1) }, args.join(' ')).toEqual(wanted);
    }
  });

  test('of no rows says why there are none', async () => {
    const [other, early] = await Promise.all([
      textsOf('--type', 'bar', '--field', 'units', '--key', 'btcusdt'),
      textsOf('--type', 'candlestick', '--at', '2024-08-08T12:00:30Z', '--from', '2024-08-08T12:00Z'),
    ]);
    expect(other.join(' ')).toContain('kept has no rows of btcusdt; it has: BTCUSDT.');
    expect(early.join(' ')).toContain('kept had no final rows at 2024-08-08T12:00:30.000Z.');
  });

  test('draws of an instant what had closed by then, of the windows that ended within so long before', async () => {
    const bars = async (...args: readonly string[]) =>
      (await textsOf('--type', 'bar', '--field', 'units', ...args)).filter((text) => /^(\d+|[A-Z]+)$/.test(text));
    const [closed, still, last, longer] = await Promise.all([
      bars('--at', '2024-08-08T12:02:05Z'),
      bars('--at', '2024-08-08T12:02:04.999Z'),
      bars('--at', '2024-08-08T12:02:05Z', '--last', '1m'),
      bars('--at', '2024-08-08T12:03:05Z', '--last', '65s'),
    ]);
    expect(closed).toEqual(['BTCUSDT', 'ETHBTC', '6', '4']);
    expect(still, 'the second minute closes at 12:02:05').toEqual(['BTCUSDT', 'ETHBTC', '4', '2']);
    expect(last).toEqual(['BTCUSDT', 'ETHBTC', '2', '2']);
    expect(longer, 'the second minute ended 65 s before').toEqual(['BTCUSDT', '2']);
  });

  test('draws the same of an instant, byte for byte, whatever came since; until it is forgotten', async () => {
    const then = ['--type', 'treemap', '--field', 'units', '--at', '2024-08-08T12:02:05Z', '-o'];
    const first = await chart(...then, 'then.png');
    expect(told(first.stderr)).toEqual(['then.png: kept, units: 2 cells, the largest is BTCUSDT with 6.']);
    await consumed(at(250, 7, 101), at(251, 3, 8, 'ETHBTC'));
    expect(await chart(...then, 'again.png')).toMatchObject({ code: 0 });
    const [one, two] = await Promise.all(['then.png', 'again.png'].map((name) => readFile(join(cwd, name))));
    expect(Buffer.compare(one ?? Buffer.alloc(0), two ?? Buffer.alloc(1))).toBe(0);

    await consumed(at(800, 8, 101));
    const later = ['--type', 'bar', '--field', 'units', '--at', '2024-08-08T12:05Z', '-o', 'later.png'];
    const [gone, all, last] = await Promise.all([
      chart(...then, 'x.png'),
      chart(...later),
      chart(...later, '--last', '1m'),
    ]);
    expect(told(gone.stderr)).toEqual([
      'millrace: Rows of kept that closed up to 2024-08-08T12:03:05.000Z have been forgotten, and so the chart would ' +
        'not be that of then: ask for a later one.',
    ]);
    expect(told(all.stderr)[0]).toMatch(
      /not be that of then: ask for windows that start after 2024-08-08T12:02:00\.000Z/,
    );
    expect(last).toMatchObject({ code: 0 });
    const line = ['--type', 'line', '--field', 'units', '--key', 'BTCUSDT', '-o', 'gap.svg'];
    expect(await chart(...line)).toMatchObject({ code: 0 });
    const [, path = ''] = /mark-line.*? d="([^"]*)"/.exec(await readFile(join(cwd, 'gap.svg'), 'utf8')) ?? [];
    expect(path.match(/M/g), 'no line where there are no rows').toHaveLength(2);
  });
});

test('a total has no windows over time, and no instants', async () => {
  const where = ['--store', 'sqlite:./total.db'];
  const path = await totalled(cwd, where);
  const drawn = (...args: readonly string[]) =>
    millrace(['chart', 'all', '--pipeline', path, ...args, ...where], { cwd });
  expect(told((await drawn('--type', 'bar', '-o', 'all.svg')).stderr)).toEqual([
    'all.svg: all, n: 2 bars, the greatest is BTCUSDT with 8.',
  ]);
  const over = await drawn('--type', 'line', '-o', 'all.svg');
  expect(told(over.stderr)[0]).toMatch(/all is of totals, without windows over time\. Wanted: bar, treemap, scatter\./);
  const then = await drawn('--type', 'bar', '--at', `${START}`, '-o', 'all.svg');
  expect(told(then.stderr).at(-1)).toMatch(/all is of a job, its rows are those of its last run: no instant before\./);
});
