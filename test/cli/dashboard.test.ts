/** Goal: the dashboard as a command: where it opens, whom it wants a token of, and how it ends. */
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { folderPerTest } from '../support/folder.ts';
import { jsonLines, Millrace, millrace, told } from './millrace.ts';

const cwd = folderPerTest();
const COMMAND = ['dashboard', '--port', '0', '--store', 'sqlite:./millrace.db'];

/** Started, and where it can be asked. */
async function started(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const running = new Millrace([...COMMAND, ...args], { cwd, env });
  await running.says('the dashboard is open');
  const port = /:(\d+)\n/.exec(running.stdout)?.[1] ?? '';
  return { running, port, url: `http://127.0.0.1:${port}` };
}

/** The line that it ends with, where it does not open. */
async function refusal(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { code, stdout, stderr } = await millrace([...COMMAND, ...args], { cwd, env });
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(told(stderr)).toHaveLength(1);
  return told(stderr)[0];
}

test('it prints its address, logs nothing of ordinary requests, and stops at once with a stream open', async () => {
  const { running, port, url } = await started([]);
  expect(running.stdout).toBe(`${url}\n`);
  for (const path of ['/', '/healthz', '/readyz', '/api/pages/nothing']) await (await fetch(url + path)).arrayBuffer();
  const socket = connect(Number(port), '127.0.0.1');
  socket.on('error', () => {}).write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await new Promise((resolve) => socket.once('data', resolve));
  expect(await refusal(['--port', port])).toMatch(`millrace: Port ${port} of 127.0.0.1 is in use. `);
  running.child.kill('SIGTERM');
  const { code, stderr } = await running.ended;
  expect(code).toBe(0);
  expect(jsonLines(stderr).map(({ msg }) => msg)).toEqual([
    'the dashboard is open',
    'stopping; once more ends it at once',
  ]);
  expect(jsonLines(stderr)[0]).toMatchObject({ url, host: '127.0.0.1', store: 'sqlite:./millrace.db', token: false });
});

test('where others reach it, it wants a token, and tells in a line what is missing', async () => {
  const open = ['--host', '0.0.0.0'];
  const short = { DASHBOARD_TOKEN: 'hunter2-hunter2' };
  const refusals = await Promise.all([refusal(open), refusal(open, short), refusal(['--token-secret', 'OTHER'])]);
  expect(refusals).toEqual([
    expect.stringMatching(
      /^millrace: At 0\.0\.0\.0 others reach the dashboard, so it wants a token: set DASHBOARD_TOKEN /,
    ),
    expect.stringMatching(/^millrace: The dashboard's token has 15 characters\. Wanted: 16 at least, /),
    expect.stringMatching(/^millrace: The secret OTHER is not given\. /),
  ]);
});

test('a token is a secret like any other, and opens it', async () => {
  const token = 'correct horse battery staple';
  const { running, url } = await started(['--host', '0.0.0.0', '--log-level', 'debug'], { DASHBOARD_TOKEN: token });
  const status = async (headers: Record<string, string>, path = '/api/pages/overview') =>
    (await fetch(url + path, { headers, redirect: 'manual' })).status;
  expect(running.stderr).toContain('"host":"0.0.0.0"');
  expect(await status({})).toBe(401);
  expect(await status({}, '/')).toBe(303);
  expect(await status({ Authorization: `Bearer ${token}` })).toBe(200);
  expect(await status({}, `/api/${encodeURIComponent(token)}`)).toBe(401);
  await running.says('/api/[secret]');
  running.child.kill('SIGINT');
  const { code, stderr } = await running.ended;
  expect(code).toBe(0);
  expect(stderr).not.toContain('horse');
});
