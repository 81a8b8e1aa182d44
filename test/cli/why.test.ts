import { expect, test } from 'vitest';
import { folderPerTest } from '../support/folder.ts';
import { jsonLines, Millrace, millrace, START, told, totalled, tradeAt, writeLog } from './millrace.ts';

const cwd = folderPerTest();
const STORE = ['--store', 'sqlite:./s.db'];
const why = (...args: readonly string[]) => millrace(['why', 'usd-per-minute', ...args, ...STORE], { cwd });
const tick = (second: number, btc: string) =>
  JSON.stringify({ e: 'tick', E: START + second * 1_000, prices: { BTC: btc } });

/** A consumer that has folded these lines, and stopped. */
async function consumed(...lines: readonly string[]) {
  await writeLog(cwd, lines);
  const consumer = new Millrace(['run', 'usd-per-minute', '--log', 'file:.', '--log-level', 'debug', ...STORE], {
    cwd,
  });
  await consumer.says(`"records":${lines.length}`);
  consumer.child.kill('SIGTERM');
  expect((await consumer.ended).code).toBe(0);
}

const log = [
  tick(0, '60000'),
  tradeAt(1, 1),
  tradeAt(10, 1, 'ETHBTC'),
  tradeAt(11, 2, 'ETHBTC'),
  tradeAt(11, 2, 'ETHBTC'),
  tick(20, '60010'),
  tradeAt(70, 3, 'ETHBTC'),
  tradeAt(58, 4, 'ETHBTC'),
  'nonsense',
];

test('why says of a final row what it is made of, what was set aside, and at which prices', async () => {
  await consumed(...log);
  const { code, stdout, stderr } = await why('ETHBTC', '12:00');
  expect({ code, told: told(stderr) }).toEqual({ code: 0, told: ['12:00 is taken as 2024-08-08T12:00:00.000Z'] });
  expect(stdout.replaceAll(/[\w.]+:\d+-[\w.]+/g, 'POSITION')).toBe(
    `ETHBTC in usd-per-minute, from 2024-08-08T12:00:00.000Z to 2024-08-08T12:01:00.000Z: final \
(it closed at event time 2024-08-08T12:01:05.000Z; version 1)

trades  units     value  unpriced
------  -----  --------  --------
     2      4  24000000         0

partition  has a part  state          watermark                 records  folded  duplicates  late  rejected  position
---------  ----------  -------------  ------------------------  -------  ------  ----------  ----  --------  \
${'-'.repeat(positionOf(stdout).length)}
crypto     yes         has passed it  2024-08-08T12:01:10.000Z        9       4           1     1         2  POSITION

Set aside that would have fallen into this row: 1 late.
Of these counts: nothing decodes 1 of the dead letters, which cannot be put into any window.
Of all windows together: 9 records, 1 duplicate dropped, 2 rejected (1 late, 1 unparsable); duplicates are not \
counted by window.

The prices that were used (age in ms):
partition  asset  at     price  time                        age  ticks
---------  -----  -----  -----  ------------------------  -----  -----
crypto     BTC    start                                              2
crypto     BTC    end    60010  2024-08-08T12:00:20.000Z  39999      2
usd on crypto: no price: none was told within 905000 ms.
`,
  );
});

const positionOf = (stdout: string): string => /\S+:\d+-\S+/.exec(stdout)?.[0] ?? '';

test('why says of an open row who holds it back, and of one that is not there why', async () => {
  await consumed(...log);
  const open = await why('ETHBTC', '2024-08-08T12:01:30Z');
  expect(open).toMatchObject({ code: 0, stderr: '' });
  expect(open.stdout).toContain('It is held back by crypto, by 55.0 s of event time');
  const absent = await why('BTCUSDT', '2024-08-08T12:01Z');
  expect(absent.stdout.split('\n').slice(0, 3)).toEqual([
    expect.stringMatching(/: no such row \(it closes at event time 2024-08-08T12:02:05.000Z; version 1\)$/),
    'No event of BTCUSDT fell into it; of other keys there are: ETHBTC.',
    'The nearest windows of BTCUSDT start at 2024-08-08T12:00:00.000Z.',
  ]);
});

test('why --json gives all of it, amounts exact and positions whole', async () => {
  await consumed(...log);
  const { stdout } = await why('ETHBTC', String(START), '--json');
  const [told] = jsonLines(stdout);
  expect(told).toMatchObject({
    view: 'usd-per-minute',
    key: 'ETHBTC',
    window: { start: START, end: START + 60_000, closes: START + 65_000, final: true },
    row: { trades: 2, value: '24000000' },
    partitions: [{ partition: 'crypto', part: 'has passed it', partial: { units: '4' } }],
    setAside: { counts: { late: 1 } },
    used: [{ operator: 'usd', partition: 'crypto', rows: [{ at: 'start' }, { price: 60_010, age: 39_999 }] }],
  });
});

test('a time of day of more than one day says which it took, and on which others there is that window', async () => {
  const DAY = 86_400;
  await consumed(tradeAt(0, 1), tradeAt(DAY, 2), tradeAt(2 * DAY + 1, 3), tradeAt(2 * DAY + 70, 4));
  const { stderr, stdout } = await why('BTCUSDT', '12:00');
  expect(told(stderr)).toEqual([
    '12:00 is taken as 2024-08-10T12:00:00.000Z; the view has that window of BTCUSDT on 2024-08-09, 2024-08-08, too',
  ]);
  expect(stdout).toMatch(/from 2024-08-10T12:00:00.000Z to 2024-08-10T12:01:00.000Z: final/);
});

const gap = (second: number, from: number, to: number, s = 'ETHBTC') =>
  JSON.stringify({ e: 'gap', E: START + second * 1_000, s, from, to });

test('why says what the log tells of trades that never reached it, in the window and behind it', async () => {
  const gaps = [gap(65, 3, 4), gap(70, 6, 6), gap(190, 8, 9), gap(200, 11, 11), gap(200, 1, 1_204, 'BTCUSDT')];
  await consumed(tradeAt(1, 1), tradeAt(2, 2, 'ETHBTC'), ...gaps);
  const of = async (key: string, at: string) => (await why(key, at)).stdout;
  expect(await of('ETHBTC', '2024-08-08T12:01Z')).toContain(`
Missed before they reached the log: 1,210 ids in 5 gaps, of ETHBTC 6 in 4: 3 to 4 (showed at \
2024-08-08T12:01:05.000Z), 6 (showed at 2024-08-08T12:01:10.000Z), 8 to 9 (showed at 2024-08-08T12:03:10.000Z). No row \
has them; coverage('id') as an aggregate names what a window lacks.
`);
  expect(await of('BNBBTC', '2024-08-08T12:01Z')).toContain('1,210 ids in 5 gaps, none of BNBBTC. No row');
  const [told] = jsonLines((await why('BTCUSDT', String(START), '--json')).stdout);
  expect(told.gaps).toEqual({
    gaps: 5,
    missed: 1_210,
    ofKey: { gaps: 1, missed: 1_204 },
    near: [{ time: START + 200_000, from: 1, to: 1_204 }],
    forgotten: 0,
  });
});

test('a view that has no rows yet takes a time of day by the machine', async () => {
  await consumed('nonsense');
  const { code, stdout, stderr } = await why('BTCUSDT', '12:00');
  expect(code).toBe(0);
  expect(told(stderr)).toEqual([expect.stringMatching(/^12:00 is taken as 2\d{3}-\d\d-\d\dT12:00:00.000Z$/)]);
  expect(stdout).toMatch(
    /^BTCUSDT in usd-per-minute, from 2\d{3}-\S+T12:00:00.000Z to 2\d{3}-\S+T12:01:00.000Z: no such row/,
  );
});

test('a total has no window: whatever time is given, it is the one over all', async () => {
  await writeLog(cwd, [tradeAt(1, 1), tradeAt(2, 2)]);
  const path = await totalled(cwd, STORE);
  const asked = await millrace(['why', 'all', 'BTCUSDT', '12:00', '--pipeline', path, ...STORE], { cwd });
  expect(asked).toMatchObject({ code: 0, stderr: '' });
  expect(asked.stdout.split('\n').slice(0, 5)).toEqual([
    'BTCUSDT in all, over all that is read: final (version 1)',
    '',
    'n',
    '-',
    '2',
  ]);
  const absent = await millrace(['why', 'all', 'NOPE', '0', '--pipeline', path, ...STORE], { cwd });
  expect(absent.stdout).toContain('No event of NOPE fell into it');
});

test('what is no time is refused, with what was wanted', async () => {
  const { code, stderr } = await why('BTCUSDT', 'yesterday');
  expect(code).toBe(2);
  expect(stderr).toContain('Wanted a time such as 2024-08-08T12:00Z, 12:00, or ms since 1970.');
});
