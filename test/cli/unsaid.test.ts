/** What a job has come to that is stopped while people could not be told. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { WorldError } from '../../src/core/errors.ts';
import { hours, map, minutes, pipeline } from '../../src/index.ts';
import { virtualClock } from '../../src/runtime/virtual-clock.ts';
import { memoryStore } from '../../src/store/memory.ts';
import { folderPerTest } from '../support/folder.ts';
import { Told } from '../support/outside.ts';
import { jsonLines, Millrace, millrace, ROOT, tradeAt, writeLog, writePipeline } from './millrace.ts';
import { dueTimes, scheduling } from './schedules.ts';

const folder = folderPerTest();
const STORE = ['--store', 'sqlite:./millrace.db'];

/** An hourly job that says one line to `told`, and the scheduler that has begun it. */
function begun(told: Told) {
  const clock = virtualClock(Date.UTC(2024, 7, 8, 12));
  const store = memoryStore({ clock });
  const job = pipeline('hourly', { schedule: '0 * * * *' })
    .from(dueTimes())
    .pipe(map((time) => ({ key: `${time}` })))
    .to(told);
  const lastOf = async () => (await store.jobs.last({ limit: 1 }))[0]?.state;
  return { clock, store, job, lastOf, ...scheduling([job], { clock, store }) };
}

test('a job is stopped, and has not succeeded, while what it said could not be delivered; its next run says it', async () => {
  const slack = new Told('slack');
  const deliver = slack.deliver.bind(slack);
  slack.deliver = () => Promise.reject(new WorldError('Slack is away'));
  const { clock, store, job, lines, stop, lastOf } = begun(slack);
  await clock.sleep(minutes(1));
  await stop();
  expect(await lastOf()).toBe('stopped');
  const unsaid = lines.find(({ message }) => message === 'not delivered: left to the next run');
  expect(unsaid?.fields).toMatchObject({ pipeline: 'hourly', to: 'slack', messages: 1 });
  slack.deliver = deliver;
  const next = scheduling([job], { clock, store });
  await clock.sleep(hours(1));
  await next.stop();
  expect(slack.heard).toHaveLength(2);
  expect(await lastOf()).toBe('succeeded');
});

test('a job that was at its end, and whose last message arrived while it was stopped, has succeeded', async () => {
  const slack = new Told('slack');
  const deliver = slack.deliver.bind(slack);
  const { clock, stop, lastOf } = begun(slack);
  slack.deliver = async (message) => {
    await clock.sleep(minutes(2));
    await deliver(message);
  };
  await clock.sleep(minutes(1));
  await stop();
  expect(slack.heard).toHaveLength(1);
  expect(await lastOf()).toBe('succeeded');
});

test('the process ends with 0 at SIGTERM, and its history shows the run as stopped', async () => {
  await writeLog(folder, [tradeAt(0, 1)]);
  const body = `
const { existsSync } = await import('node:fs');
const { WorldError } = await import('${join(ROOT, 'src/index.ts')}');
const people = { kind: 'messages' as const, name: 'people', compose: () => ['hi'],
  deliver: async () => { if (!existsSync('back')) throw new WorldError('nobody answers'); } };
export default pipeline('job').from(file('crypto.ndjson', { end: true })).to(people);`;
  const args = ['run', await writePipeline(folder, 'job', body), ...STORE];
  const running = new Millrace(args, { cwd: folder });
  await running.says('nobody answers');
  running.child.kill('SIGTERM');
  const { code, stderr } = await running.ended;
  expect(code).toBe(0);
  expect(stderr).toContain('not delivered: left to the next run');
  await writeFile(join(folder, 'back'), '');
  expect((await millrace(args, { cwd: folder })).code).toBe(0);
  const history = await millrace(['jobs', 'history', 'job', '--json', ...STORE], { cwd: folder });
  expect(jsonLines(history.stdout)).toMatchObject([{ state: 'succeeded' }, { state: 'stopped' }]);
}, 30_000);
