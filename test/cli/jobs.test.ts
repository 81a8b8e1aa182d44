/** The history of jobs, as the command line makes and shows it. */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeEach, expect, test } from 'vitest';
import { LOST_AFTER } from '../../src/store/store.ts';
import { folderPerTest } from '../support/folder.ts';
import { jsonLines, Millrace, millrace, ROOT, told, totalled, tradeAt, writeLog, writePipeline } from './millrace.ts';

const folder = folderPerTest();
const STORE = ['--store', 'sqlite:./millrace.db'];
const inFolder = (...args: readonly string[]) => millrace([...args, ...STORE], { cwd: folder });
beforeEach(async () => {
  // What has never run is shown where it has a schedule: here nothing has one.
  await mkdir(join(folder, 'pipelines'));
  await writePipeline(join(folder, 'pipelines'), 'mine', "export default pipeline('mine').from(log('x')).to(print());");
});
const historyOf = async (job: string) => jsonLines((await inFolder('jobs', 'history', job, '--json')).stdout);

test('each run of a job is shown: as the last of its job, in its history, and with what it logged', async () => {
  await writeLog(folder, [tradeAt(0, 1), tradeAt(1, 2), 'no trade']);
  const path = await totalled(folder, STORE);
  const { code, stderr: logged } = await inFolder('run', path);
  expect(code).toBe(0);
  expect(jsonLines(logged).at(-1)).toMatchObject({
    ...{ level: 40, pipeline: 'all', records: 3, setAside: 1 },
    msg: 'millrace dead all shows what is set aside',
  });
  const last = { job: 'all', number: 2, cause: 'by hand', state: 'succeeded', records: 3, setAside: 1 };
  expect(jsonLines((await inFolder('jobs', '--json')).stdout)).toEqual([expect.objectContaining(last)]);
  const { stdout: shown } = await inFolder('jobs');
  expect(shown).toMatch(
    /^job +run +state +started +seconds +records +set aside +cause\n[- ]+\nall +2 +succeeded +20.*Z +\d+\.\d +3 +1 +by hand\n$/,
  );
  expect((await historyOf('all')).map(({ number }) => number)).toEqual([2, 1]);
  expect(jsonLines((await inFolder('jobs', 'history', 'all', '-n', '1', '--json')).stdout)).toHaveLength(1);

  const { stdout, stderr } = await inFolder('jobs', 'logs', 'all', '1');
  expect(stdout).toMatch(/INFO: started .*\n.*WARN: set aside; .*unparsable.*\n.*INFO: ended \{"read":3,.*"folded":2/);
  expect(stderr).toMatch(/^job: all\nrun: 1\nstate: succeeded\n/);
  expect((await inFolder('jobs', 'logs', 'all')).stderr).toContain('run: 2\n');
});

test('a run that is killed is shown as lost when it was not heard of for long enough, and the next is another one', async () => {
  const job = (to: string) => `export default pipeline('job').from(file('crypto.ndjson', { end: true })).to(${to});`;
  const stuck = `{ kind: 'sink' as const, name: 'stuck', open: async () => ({
    write: () => new Promise<void>(() => { process.stderr.write('stuck now'); }), close: async () => {} }) }`;
  await writeLog(folder, [tradeAt(0, 1)]);
  const killed = new Millrace(['run', await writePipeline(folder, 'job', job(stuck)), ...STORE], { cwd: folder });
  await killed.says('stuck now');
  expect(await historyOf('job')).toMatchObject([{ number: 1, state: 'running' }]);
  while ((await inFolder('jobs', 'logs', 'job')).stdout === '');
  killed.child.kill('SIGKILL');
  await killed.ended;
  pass(LOST_AFTER);
  expect(await historyOf('job')).toMatchObject([{ number: 1, state: 'lost' }]);
  const lost = await inFolder('jobs', 'logs', 'job');
  expect(lost.stderr).toMatch(/state: lost\n[\s\S]*error: not heard of since 20.*Z\n/);
  expect(lost.stdout).toMatch(/INFO: started/);

  expect((await inFolder('run', await writePipeline(folder, 'job', job('print()')))).code).toBe(0);
  expect(await historyOf('job')).toMatchObject([
    { number: 2, state: 'succeeded' },
    { number: 1, state: 'lost' },
  ]);
});

test('a run that is stopped is, and one that fails tells why', async () => {
  await writeLog(folder, [tradeAt(0, 1)]);
  const body = "export default pipeline('job').from(log('crypto', { limit: 9 })).pipe(parse(trade)).to(print());";
  const args = ['run', await writePipeline(folder, 'job', body), '--log', 'file:.', ...STORE];
  const stopped = new Millrace(args, { cwd: folder });
  await stopped.says('"started"');
  stopped.child.kill('SIGTERM');
  expect((await stopped.ended).code).toBe(0);
  const failing =
    "export default pipeline('job').from(file('none.ndjson', { end: true })).pipe(parse(trade)).to(print());";
  expect((await inFolder('run', await writePipeline(folder, 'job', failing), '--rebuild')).code).toBe(1);
  expect(await historyOf('job')).toMatchObject([
    { number: 2, state: 'failed', error: expect.stringMatching(/none\.ndjson/) },
    { number: 1, state: 'stopped' },
  ]);
  expect((await inFolder('jobs', 'logs', 'job', '1')).stdout).toMatch(/INFO: stopped/);
  expect((await inFolder('jobs', 'logs', 'job')).stdout).toMatch(/none\.ndjson/);
});

test('a run of which nothing came through has failed, and says why; what runs beside it goes on', async () => {
  await writeLog(folder, [tradeAt(0, 1), tradeAt(1, 2)]);
  const job = (name: string, operators: string) =>
    writePipeline(
      folder,
      name,
      `export default pipeline('${name}').from(file('crypto.ndjson', { end: true })).pipe(parse(trade), ${operators}).to(print());`,
    );
  const vain = await job('vain', "map(() => { throw new Error('no such asset'); })");
  const { code, stdout, stderr } = await inFolder('run', vain, await job('sound', 'map((one) => one)'));
  expect(code).toBe(1);
  expect(jsonLines(stdout)).toHaveLength(2);
  expect(told(stderr)).toEqual([
    'millrace: Nothing came through vain: all 2 records were set aside, the first by map, failed: no such asset. ' +
      '"millrace dead vain" shows them.',
  ]);
  expect((await inFolder('dead', 'vain')).stderr).toContain('vain has 2 failed');
  expect(jsonLines((await inFolder('jobs', '--json')).stdout)).toMatchObject([
    { job: 'sound', state: 'succeeded', records: 2, setAside: 0 },
    { job: 'vain', state: 'failed', records: 2, setAside: 2, error: expect.stringMatching(/^Nothing came through/) },
  ]);
});

test('a job that waits for the world ends when it is told to, and says what it waited for', async () => {
  await writeLog(folder, [tradeAt(0, 1)]);
  const body = `
const { WorldError } = await import('${join(ROOT, 'src/index.ts')}');
const away = { kind: 'sink' as const, name: 'away', open: async () => { throw new WorldError('nobody answers'); } };
export default pipeline('prices').from(file('crypto.ndjson', { end: true })).to(away);`;
  const { code, stderr } = await inFolder('run', await writePipeline(folder, 'prices', body), '--timeout', '2');
  expect(code).toBe(1);
  const why = /prices was not done within 2 s\. It last waited for: nobody answers/;
  expect(told(stderr)).toEqual([expect.stringMatching(why)]);
  expect(await historyOf('prices')).toMatchObject([
    { state: 'timed out', records: 0, setAside: 0, error: expect.stringMatching(why) },
  ]);
  const { stdout } = await inFolder('jobs', 'logs', 'prices');
  expect(stdout).toMatch(/INFO: started .*\n(.*WARN: trying again .*\n)+.*INFO: stopped .*\nprices was not done/);
});

test('a pipeline that has no end is no job, and what is not there is told', async () => {
  await writeLog(folder, [tradeAt(0, 1)]);
  const running = new Millrace(['run', 'usd-per-minute', '--log', 'file:.', ...STORE], { cwd: folder });
  await running.says('"started"');
  running.child.kill('SIGTERM');
  await running.ended;
  const none = await inFolder('jobs');
  expect(none.stdout).toBe('');
  expect(told(none.stderr)).toEqual([expect.stringMatching(/knows no run of a job$/)]);
  for (const command of ['history', 'logs']) {
    const { code, stderr } = await inFolder('jobs', command, 'usd-per-minute');
    expect(code).toBe(1);
    expect(told(stderr)).toEqual([expect.stringMatching(/knows no run of a job usd-per-minute: "millrace jobs"/)]);
  }
  await totalled(folder, STORE);
  const { code, stderr } = await inFolder('jobs', 'logs', 'all', '7');
  expect(code).toBe(1);
  expect(told(stderr)).toEqual([expect.stringMatching(/all has no run 7, .*"millrace jobs history all"/)]);
});

test('a job that has a schedule here is shown with when it is due next, whether or not it ever ran', async () => {
  await writeLog(folder, [tradeAt(0, 1)]);
  await mkdir(join(folder, 'pipelines'), { recursive: true });
  const job = (name: string) =>
    `export default pipeline('${name}', { schedule: '0 8 * * *' }).from(file('crypto.ndjson', { end: true })).to(print());`;
  for (const name of ['ran', 'waits']) await writePipeline(join(folder, 'pipelines'), name, job(name));
  await writePipeline(join(folder, 'pipelines'), 'broken', 'export default 7;');
  await inFolder('run', 'ran');
  const { stdout, stderr } = await inFolder('jobs');
  expect(told(stderr)).toEqual([expect.stringMatching(/broken\.ts has as its default export a number/)]);
  expect(stdout).toMatch(
    /^job +run +state .* next\n[- ]+\nran +1 +succeeded .*T08:00:00\.000Z\nwaits +20.*T08:00:00\.000Z\n$/,
  );
  expect(jsonLines((await inFolder('jobs', '--json')).stdout)).toMatchObject([
    { job: 'ran', number: 1, next: expect.any(Number) },
    { job: 'waits', next: expect.any(Number) },
  ]);
});

test('a job is run by hand as its schedule would run it, and its pictures are kept and written to a folder', async () => {
  await writeLog(folder, [tradeAt(0, 1)]);
  const chart = `{ kind: 'messages' as const, name: 'chart', compose: () => ['!'],
    deliver: async (_: unknown, { keepPicture }: { keepPicture(picture: object): void }) => {
      for (const name of ['prices.png', '../up.png'])
        keepPicture({ name, type: 'image/png', data: new Uint8Array([1, 2, 3]) });
    } }`;
  const body = `
let attempts = 0;
const once = { kind: 'sink' as const, name: 'once', open: async () => {
  if (attempts++ === 0) throw new RangeError('too soon'); return { write: async () => {}, close: async () => {} }; } };
export default pipeline('drawn', { retries: 1 }).from(file('crypto.ndjson', { end: true })).to(once, ${chart});`;
  const path = await writePipeline(folder, 'drawn', body);
  const { code, stderr } = await inFolder('jobs', 'run', path);
  expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('too soon') });
  expect(await historyOf('drawn')).toMatchObject([{ number: 1, cause: 'by hand', state: 'succeeded' }]);
  expect((await inFolder('jobs', 'logs', 'drawn')).stderr).toMatch(/\npictures: prices\.png, \.\.\/up\.png\n/);
  const listed = await inFolder('jobs', 'pictures', 'drawn', '--json');
  expect(jsonLines(listed.stdout)).toMatchObject([{ name: 'prices.png', bytes: 3 }, { name: '../up.png' }]);
  const written = await inFolder('jobs', 'pictures', 'drawn', '1', '-o', 'out');
  expect(written.stdout).toBe('out/prices.png\nout/__up.png\n');
  expect(await readFile(join(folder, 'out/prices.png'))).toEqual(Buffer.from([1, 2, 3]));
  const endless = await writePipeline(
    folder,
    'endless',
    "export default pipeline('endless').from(log('x')).to(print());",
  );
  expect(told((await inFolder('jobs', 'run', endless)).stderr)).toEqual([expect.stringMatching(/endless is no job/)]);
}, 30_000);

test.each(['jobs', 'jobs history', 'jobs logs', 'jobs pictures', 'jobs run'])(
  '%s --help shows an example',
  async (command) => {
    const { code, stdout } = await millrace([...command.split(' '), '--help'], { cwd: folder });
    expect(code).toBe(0);
    expect(stdout).toContain(`$ millrace ${command}`);
    expect(stdout).toContain('--store');
  },
);

/** So much later, as far as what is stored can tell. */
function pass(span: number): void {
  using store = new DatabaseSync(join(folder, 'millrace.db'));
  store.exec(`UPDATE runs SET heard = heard - ${span}, started = started - ${span};
    UPDATE leases SET expires = expires - ${span}`);
}
