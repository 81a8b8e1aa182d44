import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folder.ts';
import { millrace, told, tradeAt, writeLog, writePipeline } from './millrace.ts';

test('rows says which views there are, where it does not know the one asked for', async () => {
  await using folder = await temporaryFolder();
  const { path: cwd } = folder;
  const none = await millrace(['rows', 'usd-per-minute', '--store', 'sqlite:./none.db'], { cwd });
  expect(none.code).toBe(1);
  expect(told(none.stderr)).toEqual([expect.stringContaining('There is no store at ./none.db')]);

  await writeLog(cwd, [tradeAt(0, 1)]);
  const body =
    "export default pipeline('all').from(file('crypto.ndjson', { end: true })).pipe(parse(trade)).to(print());";
  const path = await writePipeline(cwd, 'all', body);
  expect((await millrace(['run', path, '--store', 'sqlite:./some.db'], { cwd })).code).toBe(0);

  const unrun = await millrace(['rows', 'usd-per-minute', '--store', 'sqlite:./some.db'], { cwd });
  expect(unrun.code).toBe(1);
  expect(told(unrun.stderr)).toEqual([expect.stringMatching(/no view "usd-per-minute".*millrace run usd-per-minute/)]);

  const unknown = await millrace(['rows', 'nope', '--store', 'sqlite:./some.db'], { cwd });
  expect(told(unknown.stderr)).toEqual([expect.stringMatching(/no view "nope".*keep: .*usd-per-minute/)]);
});

test('rows of a pipeline that keeps keys and no view are not looked for elsewhere', async () => {
  await using folder = await temporaryFolder();
  const { path: cwd } = folder;
  await mkdir(join(cwd, 'pipelines'));
  await writeLog(cwd, [tradeAt(0, 1)]);
  const body = `export default pipeline('prices').from(file('crypto.ndjson', { end: true })).pipe(parse(trade))
    .to(cache('price:{symbol}', 'price'));`;
  const path = await writePipeline(join(cwd, 'pipelines'), 'prices', body);
  const STORE = ['--store', 'sqlite:./some.db'];
  expect(await millrace(['run', path, ...STORE], { cwd })).toMatchObject({ code: 0 });
  const { code, stderr } = await millrace(['rows', 'prices', ...STORE], { cwd });
  expect(code).toBe(1);
  expect(told(stderr)).toEqual([
    'millrace: There is no view "prices" in sqlite:./some.db. The pipeline prices keeps keys: "millrace cache list" ' +
      'shows them.',
  ]);
});

test('rows of a view that has none says how many records were set aside instead', async () => {
  await using folder = await temporaryFolder();
  const { path: cwd } = folder;
  await writeLog(cwd, [tradeAt(0, 1), tradeAt(1, 2)]);
  const body = `export default pipeline('bad').from(file('crypto.ndjson', { end: true })).pipe(parse(trade),
    map(() => { throw 'no'; }), total({ key: () => 'x' }, { n: count() })).to(view('bad'));`;
  const path = await writePipeline(cwd, 'bad', body);
  const STORE = ['--store', 'sqlite:./some.db'];
  expect(await millrace(['run', path, ...STORE], { cwd })).toMatchObject({ code: 1 });
  const { code, stderr } = await millrace(['rows', 'bad', '--pipeline', path, ...STORE], { cwd });
  expect(code).toBe(0);
  expect(told(stderr)).toEqual(['bad has no rows; 2 set aside: millrace dead bad']);
});

test('a store that is gone with its run cannot be read', async () => {
  const { code, stderr } = await millrace(['rows', 'x', '--store', 'memory:'], { cwd: '.' });
  expect(code).toBe(1);
  expect(told(stderr)).toEqual([expect.stringContaining('gone with the run')]);
});
