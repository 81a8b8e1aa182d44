import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderPerTest } from '../support/folder.ts';
import { slackOf } from '../support/slack/fixture.ts';
import { Millrace, millrace, told } from './millrace.ts';

const folder = folderPerTest();

async function sending() {
  const slack = await slackOf();
  const env = { SLACK_API_URL: slack.url, SLACK_TOKEN: slack.token };
  const send = (...args: readonly string[]) => millrace(['slack', 'send', '#bots', ...args], { cwd: folder, env });
  const said = () => slack.said(slack.channels[0] as never);
  return { slack, env, send, said };
}

test('slack send says a text, and prints by what it is answered in its thread', async () => {
  const { send, said } = await sending();
  const as = ['--username', 'ceudatabot', '--icon', ':r:', '--link-names'];
  const { code, stdout, stderr } = await send('Hi there!', ...as);
  expect({ code, stderr, stdout }).toEqual({ code: 0, stderr: '', stdout: `${said()[0]?.ts}\n` });
  await send('1 < 2', '--thread', stdout.trim(), '--preformatted');
  expect(said()).toMatchObject([
    { text: 'Hi there!', username: 'ceudatabot', icons: { emoji: ':r:' } },
    { text: '```\n1 &lt; 2\n```', thread_ts: stdout.trim() },
  ]);
});

test('slack send uploads a file, with the text above it', async () => {
  const { slack, send, said } = await sending();
  await writeFile(join(folder, 'Last hour.csv'), 'a,b\n');
  const { code, stdout } = await send('The last hour', '--file', 'Last hour.csv');
  expect({ code, stdout }).toEqual({ code: 0, stdout: `${said()[0]?.ts}\n` });
  const file = { title: 'Last hour.csv', name: expect.stringMatching(/^last-hour-[0-9a-f]{16}\.csv$/) };
  expect(said()).toMatchObject([{ text: 'The last hour', files: [file] }]);
  expect(String(slack.uploads.get('F00000001')?.data)).toBe('a,b\n');
});

test('slack send says what comes on stdin, a long text in as many messages as it takes', async () => {
  const { env, said } = await sending();
  const sent = new Millrace(['slack', 'send', '#bots', '-'], { cwd: folder, env });
  sent.child.stdin?.end('line\n'.repeat(1_500));
  expect((await sent.ended).stdout.split('\n')).toHaveLength(3);
  expect(
    said()
      .map(({ text }) => text)
      .join('\n'),
  ).toBe('line\n'.repeat(1_500));
});

test.each([
  ['nothing to say', [''], /^millrace: There is nothing to say\./],
  ['no file', ['--file', 'none.png'], /^millrace: The file none\.png cannot be sent: ENOENT/],
  ['no icon', ['hi', '--icon', 'robot'], /^millrace: The icon is "robot"/],
  ['a scope that is missing', ['hi', '--username', 'x'], /^millrace: .*chat:write\.customize/],
])('%s is told in one line', async (_what, args, line) => {
  const { slack, send, said } = await sending();
  slack.scopes = slack.scopes.filter((scope) => scope !== 'chat:write.customize');
  const { code, stderr } = await send(...args);
  expect({ code, said: said(), told: told(stderr) }).toEqual({
    code: 1,
    said: [],
    told: [expect.stringMatching(line)],
  });
});

test('without a token, or with a wrong one, nothing is said', async () => {
  const { slack, env, send } = await sending();
  const { code, stderr } = await millrace(['slack', 'send', '#bots', 'hi'], { cwd: folder });
  expect([code, slack.asked]).toEqual([1, []]);
  expect(told(stderr)).toEqual([expect.stringContaining('SLACK_TOKEN')]);
  slack.token = 'xoxb-other';
  const refused = await send('hi');
  expect(refused.code).toBe(1);
  expect(told(refused.stderr)).toEqual([expect.stringMatching(/invalid_auth\. Check the token/)]);
  expect(refused.stderr).not.toContain(env.SLACK_TOKEN);
});
