import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hours } from '../../src/index.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { openStore } from '../../src/store/open-store.ts';
import { KEEP } from '../../src/store/store.ts';
import { folderPerTest } from '../support/folder.ts';
import { cert, noTls, post } from '../support/mail/post.ts';
import { jsonLines, Millrace, millrace, told, tradeAt, writeLog, writePipeline } from './millrace.ts';

const folder = folderPerTest();
const STORE = ['--store', 'sqlite:./millrace.db'];
const inFolder = (...args: readonly string[]) => millrace([...args, ...STORE], { cwd: folder });
const historyOf = async (job: string) => jsonLines((await inFolder('jobs', 'history', job, '--json')).stdout);

/** Writes a job that prints what its log holds. */
async function writeJob(name: string, options: string, source = "file('crypto.ndjson', { end: true })") {
  await writeLog(folder, [tradeAt(0, 1), tradeAt(1, 2)]);
  await mkdir(join(folder, 'pipelines'), { recursive: true });
  const body = `export default pipeline('${name}', ${options}).from(${source}).pipe(parse(trade)).to(print());`;
  return writePipeline(join(folder, 'pipelines'), name, body);
}

/** Says that a job was run so many whole hours ago, at its time, and gives the times that were due since. */
async function ranBefore(job: string, n: number): Promise<readonly number[]> {
  const hour = Math.floor(Date.now() / hours(1)) * hours(1);
  const store = await openStore(`sqlite:${join(folder, 'millrace.db')}`, { clock: systemClock });
  const scheduled = hour - hours(n);
  const begun = await store.jobs.begin({ job, cause: 'by schedule', scheduled, owner: 'before', keep: KEEP });
  const number = begun.begun ? begun.number : 0;
  const ending = { result: 'succeeded', duration: 0, log: '', records: 0, setAside: 0 } as const;
  await store.jobs.finish({ job, number, owner: 'before' }, ending);
  await store.close();
  return Array.from({ length: n }, (_, i) => scheduled + hours(i + 1));
}

test('--list shows when jobs are due next, by UTC and by the clocks of their zones, and runs nothing', async () => {
  await writeJob('hourly', "{ schedule: '7 * * * *' }");
  await writeJob('daily', "{ schedule: '30 2 * * *', timezone: 'Asia/Kolkata' }");
  await writeJob('by-hand', '{}');
  const { code, stdout } = await inFolder('schedule', '--list', '-n', '2');
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^job +due +there +zone\n[- ]+\n(daily +20\S+T21:00:00\.000Z +20\S+ 02:30 +Asia\/Kolkata\n){2}(hourly +20\S+:07:00\.000Z +20\S+ \d\d:07 +UTC\n){2}$/,
  );
  const json = jsonLines((await inFolder('schedule', 'hourly', '--list', '-n', '3', '--json')).stdout);
  const [first = 0] = json.map(({ due }) => due);
  expect(json).toEqual([0, 1, 2].map((n) => ({ job: 'hourly', due: first + hours(n), zone: 'UTC' })));
  expect(first).toBeGreaterThan(Date.now() - hours(1));
  expect((await inFolder('jobs', 'history', 'hourly')).code).toBe(1);
});

test('it says when each job is due first, and ends when it is told to', async () => {
  await writeJob('hourly', "{ schedule: '@hourly', timezone: 'Europe/Budapest' }");
  const scheduler = new Millrace(['schedule', ...STORE], { cwd: folder });
  await scheduler.says('"scheduled"');
  scheduler.child.kill('SIGTERM');
  const { code, stderr } = await scheduler.ended;
  expect(code).toBe(0);
  const [line] = jsonLines(stderr);
  expect(line).toMatchObject({
    pipeline: 'hourly',
    schedule: '@hourly',
    timezone: 'Europe/Budapest',
    msg: 'scheduled',
  });
  expect(Date.parse(line.next)).toBeGreaterThan(Date.now() - hours(1));
});

test('what was missed is made up for, once, though the scheduler is killed and started again', async () => {
  await writeJob('report', "{ schedule: '0 * * * *', catchUp: 2 }");
  const missed = (await ranBefore('report', 5)).slice(-2);
  const started = async (until: string) => {
    const scheduler = new Millrace(['schedule', ...STORE], { cwd: folder });
    await scheduler.says(until);
    scheduler.child.kill('SIGKILL');
    return (await scheduler.ended).stdout;
  };
  expect(await started('"read":2')).toContain('"BTCUSDT"');
  // Of a run that was killed nobody knows until half a minute has passed; here the next one waits no longer than that.
  await started('"scheduled"');
  const times = (await historyOf('report')).map(({ scheduled }) => scheduled);
  expect(new Set(times).size).toBe(times.length);
  expect(missed).toEqual(expect.arrayContaining(times.slice(0, -1)));
  expect((await historyOf('report'))[0]).toMatchObject({ cause: 'caught up' });
});

test('a promise that a job forgets, and that fails, ends no scheduler', async () => {
  await ranBefore('forgets', 1);
  await writeLog(folder, [tradeAt(0, 1)]);
  const body = `
const forgets = { kind: 'sink' as const, name: 'forgets', open: async () => ({ close: async () => {},
  write: async () => { void Promise.reject(new RangeError('nobody asks')); } }) };
export default pipeline('forgets', { schedule: '0 * * * *', catchUp: 1 }).from(file('crypto.ndjson', { end: true })).to(forgets);`;
  const path = await writePipeline(folder, 'forgets', body);
  const scheduler = new Millrace(['schedule', path, ...STORE], { cwd: folder });
  await scheduler.says('a promise that nobody waits for has failed');
  await scheduler.says('"ended"');
  scheduler.child.kill('SIGTERM');
  expect(await scheduler.ended).toMatchObject({ code: 0, stderr: expect.stringContaining('RangeError: nobody asks') });
  expect(await historyOf('forgets')).toMatchObject([{ state: 'succeeded' }, {}]);
});

describe.skipIf(noTls)(`where people are to be told${noTls ? ` (${noTls})` : ''}`, async () => {
  const server = await post();
  const mail = async (name: string) => {
    await writeJob(name, "{ schedule: '0 * * * *', catchUp: 1 }", "file('none.ndjson', { end: true })");
    await ranBefore(name, 1);
    const env = { SMTP_URL: server.url, MAIL_FROM: 'millrace@example.com', NODE_EXTRA_CA_CERTS: cert?.path ?? '' };
    return { env, args: ['schedule', name, '--notify', 'mail:ops@example.com', ...STORE] };
  };

  test('a mail says that a run has failed, and why', async () => {
    const { args, env } = await mail('report');
    const scheduler = new Millrace(args, { cwd: folder, env });
    await scheduler.says('told: failed');
    scheduler.child.kill('SIGTERM');
    expect((await scheduler.ended).code).toBe(0);
    const [{ raw = '' } = {}] = server.received;
    expect(raw).toMatch(/^Subject: report - Build # 2 - Failure!\r$/m);
    expect(raw).toMatch(/Run 2 of report \(caught up\): failed after/);
    expect(raw).toMatch(/There is no file .*none\.ndjson/);
    const { stdout } = await inFolder('jobs', 'logs', 'report');
    expect(stdout).toMatch(/INFO: told: failed \{"by":"mail to ops@example\.com"\}\n$/);
  });

  test('and a scheduler that could not say so is refused before anything is run', async () => {
    const { args, env } = await mail('report');
    const { MAIL_FROM: _, ...less } = env;
    const { code, stderr } = await millrace(args, { cwd: folder, env: less });
    expect(code).toBe(1);
    expect(told(stderr)).toEqual(['millrace: report cannot run with mail to ops@example.com: MAIL_FROM is not set.']);
    const odd = await inFolder('schedule', '--notify', 'ops@example.com');
    expect(odd).toMatchObject({ code: 2, stderr: expect.stringMatching(/Wanted slack:#CHANNEL or mail:ADDRESS/) });
  });
});

test.each([
  ['no schedule', 'by-hand', '{}', undefined, /by-hand has no schedule: pipeline\('by-hand', \{ schedule/],
  [
    'no end',
    'endless',
    "{ schedule: '0 * * * *' }",
    "log('crypto')",
    /endless is no job, because log:crypto has no end/,
  ],
  ['a schedule that cannot be', 'odd', "{ schedule: '61 * * * *' }", undefined, /of odd is wrong: .*"61"/],
  ['an option that cannot be', 'odd', "{ schedule: '1 * * * *', retries: 99 }", undefined, /retries is 99\. Wanted/],
])('a job with %s is refused before anything is run', async (_, name, options, source, why) => {
  await writeJob(name, options, source);
  const { code, stderr } = await inFolder('schedule', name);
  expect(code).toBe(1);
  expect(told(stderr)).toEqual([expect.stringMatching(why)]);
});

test('where nothing has a schedule, that is told, and what cannot be loaded is not passed over', async () => {
  await writeJob('by-hand', '{}');
  const none = await inFolder('schedule');
  expect(none.code).toBe(1);
  expect(told(none.stderr)).toEqual([expect.stringMatching(/No pipeline here has a schedule/)]);
  await writeJob('hourly', "{ schedule: '0 * * * *' }");
  await writePipeline(join(folder, 'pipelines'), 'broken', 'export default 7;');
  const { code, stderr } = await inFolder('schedule');
  expect(code).toBe(1);
  expect(told(stderr)).toEqual([expect.stringMatching(/broken\.ts has as its default export a number/)]);
});
