/** Jobs that are run by a dashboard as it is started from the command line, in its process. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderPerTest } from '../support/folder.ts';
import { jsonLines, Millrace, millrace, tradeAt, writeLog, writePipeline } from './millrace.ts';

const cwd = folderPerTest();
const STORE = ['--store', 'sqlite:./millrace.db'];

test('a job is run with the log that the dashboard was given; one that waits is stopped with it, and told so', async () => {
  await mkdir(join(cwd, 'pipelines'));
  await writeLog(cwd, [tradeAt(0, 1), tradeAt(1, 2)]);
  const job = (name: string, options: string) =>
    `export default pipeline('${name}').from(log('crypto', ${options})).pipe(parse(trade)).to(print());`;
  await writePipeline(join(cwd, 'pipelines'), 'short', job('short', '{ end: true }'));
  await writePipeline(join(cwd, 'pipelines'), 'waits', job('waits', '{ limit: 9, within: minutes(9) }'));
  const running = new Millrace(['dashboard', '--port', '0', '--log', 'file:.', ...STORE], { cwd });
  await running.says('the dashboard is open');
  const [url = ''] = running.stdout.split('\n');
  const post = async (name: string) => {
    const { status, headers } = await fetch(`${url}/api/jobs/${name}/runs`, {
      method: 'POST',
      headers: { Origin: url },
    });
    return [status, headers.get('location')];
  };
  expect(await post('short')).toEqual([202, '/api/jobs/short/runs/1']);
  await running.says('"ended"');
  expect(await post('waits')).toEqual([202, '/api/jobs/waits/runs/1']);
  await running.says('"pipeline":"waits"');
  running.child.kill('SIGTERM');
  expect((await running.ended).code).toBe(0);
  expect(jsonLines((await millrace(['jobs', '--json', ...STORE], { cwd })).stdout)).toMatchObject([
    { job: 'short', state: 'succeeded', cause: 'by the dashboard', records: 2 },
    { job: 'waits', state: 'stopped', cause: 'by the dashboard' },
  ]);
});
