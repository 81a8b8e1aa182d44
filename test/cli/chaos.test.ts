import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderPerTest } from '../support/folder.ts';
import { millrace, ROOT, told, tradeAt, writeLog, writePipeline } from './millrace.ts';

const folder = folderPerTest();
const chaos = (...args: readonly string[]) => millrace(['chaos', ...args], { cwd: folder });
const broken = (name: string) => join(ROOT, 'test/chaos/broken', `${name}.ts`);

test('tells how many seeds of what came out right, with the faults by kind', async () => {
  const { code, stdout } = await chaos('usd-per-minute', '--seeds', '10');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^usd-per-minute: all right · 10 seeds over 1,010 records, \d+ faults, [\d.]+ s\n/);
  expect(stdout).toMatch(/\n +\d+ {2}store time-out, applied\n/);
  const one = await chaos('usd-per-minute', '--seed', '7', '--records', '100');
  expect(one.stdout).toMatch(/^usd-per-minute: all right · 1 seed over 100 records/);
});

describe('a pipeline is caught that has', () => {
  test.each([
    [
      'clock-in-a-lambda',
      /impure: Date.now was called in filter, operator 3: what comes out is another thing each time/,
    ],
    ['arrival-ordered-last', /cut otherwise.*\n.*\n.*\n +It differs in last, which is latest\(price\)\.\n +No fault/],
    ['increment-in-a-sink', /effect of counters.*\n.*\n.*\n +Behind a crash outputs are written again/],
    ['state-in-the-module', /impure: The same log, folded a second time in this process, comes to something else/],
  ])('%s', async (name, says) => {
    const { code, stdout } = await chaos(broken(name), '--seeds', '30');
    expect(code).toBe(1);
    expect(stdout).toMatch(says);
    const [again = ''] = /again: millrace (chaos .* --seed \d+)/.exec(stdout)?.slice(1) ?? [];
    const once = await millrace(again.split(' '), { cwd: folder });
    expect(once.code, 'that seed alone').toBe(1);
  });
});

test('a log of its own is read, and one of which nothing comes out is refused', async () => {
  const body = `export default pipeline('sums').from(log('crypto')).pipe(parse(trade), dedupe({ within: minutes(1) }),
    tumble({ size: minutes(1), lateness: seconds(0), key: 'symbol' }, { n: count() })).to(view('sums'));`;
  const sums = await writePipeline(folder, 'sums', body);
  await writeLog(
    folder,
    Array.from({ length: 50 }, (_, i) => tradeAt(i, i)),
  );
  const own = await chaos(sums, '--log', 'file:.', '--seeds', '20');
  expect(own.stdout).toMatch(/^sums: all right · 20 seeds over 50 records/);
  await writeLog(folder, ['none']);
  const none = await chaos(sums, '--log', 'file:.');
  expect(none.code).toBe(1);
  expect(told(none.stderr)).toEqual([expect.stringMatching(/Nothing comes out of sums over these 1 records/)]);
});

test('what reads no log is refused, as is a stream in place of a file', async () => {
  const produce = await chaos('produce');
  expect(told(produce.stderr)).toEqual([expect.stringMatching(/produce reads binance.*, which is no log/)]);
  const stream = await chaos('usd-per-minute', '--log', 'kinesis://eu-west-1');
  expect(told(stream.stderr)).toEqual([expect.stringMatching(/Chaos is over a file, and --log is kinesis/)]);
});
