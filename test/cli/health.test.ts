import { expect, test } from 'vitest';
import { folderPerTest } from '../support/folder.ts';
import { Millrace, millrace, told, tradeAt, writeLog } from './millrace.ts';

const cwd = folderPerTest();
const STORE = ['--store', 'sqlite:./millrace.db'];

test('health waits for a pipeline that is known, and not for one that is misspelt', async () => {
  await writeLog(cwd, [tradeAt(0, 1)]);
  const running = new Millrace(['run', 'usd-per-minute', '--log', 'file:.', ...STORE], { cwd });
  await running.says('"started"');
  running.child.kill('SIGTERM');
  await running.ended;

  const misspelt = await millrace(['health', 'prodoce', '--within', '3600', ...STORE], { cwd });
  expect(misspelt.code).toBe(1);
  expect(told(misspelt.stderr)).toEqual([
    expect.stringMatching(
      /sqlite:\.\/millrace\.db knows no pipeline prodoce, .* There is: .*produce, .*usd-per-minute.*\.$/,
    ),
  ]);
  for (const known of ['produce', 'usd-per-minute']) {
    const { code, stderr } = await millrace(['health', known, '--within', '0.1', ...STORE], { cwd });
    expect(code).toBe(1);
    expect(told(stderr)).toEqual([expect.stringContaining(`${known} has committed nothing within 0.1 s in sqlite:`)]);
  }
});
