import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { folderPerTest } from '../support/folder.ts';
import { BIN, type Ended, millrace, ROOT, told, tradeAt, writeLog, writePipeline } from './millrace.ts';

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

/** What a report says of each pipeline, by its name; of several there is one behind the other. */
const partsOf = (stdout: string): ReadonlyMap<string, string> =>
  new Map(stdout.split(/^(?=\S)/m).map((part) => [part.slice(0, part.indexOf(':')), part]));

describe('a pipeline is caught that has', () => {
  const caught: { readonly [name: string]: RegExp } = {
    'arrival-ordered-last': /cut otherwise.*\n.*\n.*\n +It differs in last, which is latest\(price\)\.\n +No fault/,
    'chance-in-a-key': /impure: crypto.randomInt was called in tumble, operator 3: what comes out is another thing/,
    'clock-in-a-lambda': /impure: Date.now was called in filter, operator 3: what comes out is another thing each time/,
    'clock-in-the-module': /: impure · (?:.*\n)+? +impure: Started at another time of day/,
    'first-price-in-a-helper': /: impure · (?:.*\n)+? +impure: Begun again in the midst of the log/,
    'first-price-in-the-module': /: impure · (?:.*\n)+? +impure: Begun again in the midst of the log/,
    'increment-in-a-sink': /effect of counters.*\n.*\n.*\n +Behind a crash outputs are written again/,
    'language-in-a-cache': /impure: Number.toLocaleString without a language was called in cache.*Name the language/,
    'mean-of-means': /cut otherwise.*\n.*\n.*\n +It differs in price, which is mean of means\(price\)\.\n +No fault/,
    'numbered-messages': /: impure · (?:.*\n)+? +impure: The same log, folded a second time in this process/,
    'set-without-save':
      /impure: Begun again .* such as a Set that has no save and load(?:.*\n)+?.*: it does not come to its end/,
    'state-in-the-module': /impure: The same log, folded a second time in this process, comes to something else/,
    'timer-in-the-module': /: 5 wrong · (?:.*\n)+? +impure: /,
    'zone-in-a-key': /: impure · (?:.*\n)+? +impure: In another time zone the same log comes to something else/,
  };
  const names = Object.keys(caught);
  let all: Ended;
  beforeAll(async () => {
    // The last of them is right, whatever those in front of it have asked for and kept.
    const files = [...names.map(broken), join(ROOT, 'pipelines/usd-per-minute.ts')];
    all = await millrace(['chaos', ...files, '--seeds', '8'], { cwd: ROOT });
  });

  test('none of them is forgotten here', () => {
    const there = readdirSync(join(ROOT, 'test/chaos/broken')).filter((name) => name.endsWith('.ts'));
    expect(names.map((name) => `${name}.ts`)).toEqual(there.sort());
  });

  test.each(Object.entries(caught))('%s', (name, says) => expect(partsOf(all.stdout).get(name)).toMatch(says));

  test('and no other beside them', () => {
    expect(all.code).toBe(1);
    expect(partsOf(all.stdout).get('usd-per-minute')).toMatch(
      /^usd-per-minute: all right · 8 seeds over .*\n( +\d.*\n)+$/,
    );
  });

  test.each(['clock-in-a-lambda', 'increment-in-a-sink', 'mean-of-means', 'set-without-save', 'state-in-the-module'])(
    '%s, and the same again by the command that it tells',
    async (name) => {
      const [again = '', seed = ''] =
        /again: millrace (chaos .* --seed (\d+))/.exec(partsOf(all.stdout).get(name) ?? '')?.slice(1) ?? [];
      const once = await millrace(again.split(' '), { cwd: ROOT });
      expect(once.code).toBe(1);
      const failureIn = (text = '') => new RegExp(`^  seed ${seed}, .*\\n(    .*\\n)+`, 'm').exec(text)?.[0];
      expect(failureIn(once.stdout)).toMatch(/wanted .*\n +got/);
      expect(failureIn(once.stdout)).toBe(failureIn(partsOf(all.stdout).get(name)));
    },
  );
});

test('one that cannot be tried keeps none of the others from it', async () => {
  const { code, stdout, stderr } = await chaos('produce', 'usd-per-minute', '--seeds', '3');
  expect(code).toBe(1);
  expect(told(stderr)).toEqual([expect.stringMatching(/produce reads binance.*, which is no log/)]);
  expect(stdout).toMatch(/^usd-per-minute: all right · 3 seeds/);
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

test('the command that tries a seed again names all that it hangs on, as a shell takes it', async () => {
  const body = `export default pipeline('sums').from(log('crypto')).pipe(parse(trade),
    tumble({ size: minutes(1), lateness: seconds(0), key: 'symbol' }, { n: { name: 'n', zero: () => 0,
      add: (n) => n + 1, merge: (a) => a, result: (n) => n } })).to(view('sums'));`;
  const there = join(folder, "author's own");
  await mkdir(there);
  await rename(await writePipeline(folder, 'sums', body), join(there, 'my sums.ts'));
  await writeLog(
    there,
    Array.from({ length: 900 }, (_, i) => tradeAt(0, i)),
  );
  const args = ["author's own/my sums.ts", '--log', "file:author's own", '--records', '800', '--partitions', '3'];
  const { stdout } = await chaos(...args, '--seeds', '5');
  const [, again = ''] = /again: millrace (.*)/.exec(stdout) ?? [];
  const once = spawnSync('sh', ['-c', `${process.execPath} ${BIN} ${again}`], { cwd: folder, encoding: 'utf8' });
  expect(once.stdout).toMatch(/^sums: 1 wrong · 1 seed over 800 records/);
  const [failure = 'none'] = /^ {2}seed.*\n.*\n.*\n/m.exec(once.stdout) ?? [];
  expect(stdout).toContain(failure);
});

test('what no seed can tell of a pipeline is told with it', async () => {
  const { stdout } = await chaos(join(ROOT, 'test/chaos/right/job-goes-on.ts'), '--seeds', '1', '--records', '200');
  expect(stdout).toMatch(/^ {2}not seen: a run that dies half-way: the next one goes on with the "scan" of what/m);
  const keys = await chaos(join(ROOT, 'test/chaos/right/keys.ts'), '--seeds', '1', '--records', '200');
  expect(keys.stdout).toMatch(/^ {2}not seen: what stands under latest:\w+: it hangs on when commits are$/m);
});

test('what reads no log is refused, as is a stream in place of a file', async () => {
  const produce = await chaos('produce');
  expect(told(produce.stderr)).toEqual([expect.stringMatching(/produce reads binance.*, which is no log/)]);
  const stream = await chaos('usd-per-minute', '--log', 'kinesis://eu-west-1');
  expect(told(stream.stderr)).toEqual([expect.stringMatching(/Chaos is over a file, and --log is kinesis/)]);
});
