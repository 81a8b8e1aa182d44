import { afterEach, expect, test, vi } from 'vitest';
import type { Notice, Occasion } from '../../src/core/notice.ts';
import { bySlack } from '../../src/index.ts';
import { testClock } from '../support/clock.ts';
import { testContext } from '../support/context.ts';
import { NOON } from '../support/market.ts';
import { secretsOf, slackOf } from '../support/slack/fixture.ts';

afterEach(() => vi.unstubAllEnvs());

const log = Array.from({ length: 30 }, (_, i) => `line ${i}`).join('\n');
const failure: Notice = {
  ...{ id: 'n1', occasion: 'failed', of: 'hourly-units', at: NOON, detail: 'the exchange <said> no', log },
  run: { number: 12, cause: 'by schedule', duration: 3_420 },
  pictures: [],
};

async function told(notice: Notice, notifier = bySlack('#bots')) {
  const clock = testClock(NOON);
  const slack = await slackOf(clock);
  vi.stubEnv('SLACK_API_URL', slack.url);
  const secrets = secretsOf({ SLACK_TOKEN: slack.token, OTHER: 'hunter2' });
  await notifier.notify(notice, testContext({ clock, secrets }));
  return slack.said(slack.channels[0] as never);
}

const attachmentOf = async (notice: Notice) => {
  const [message] = await told(notice);
  return message?.attachments?.[0] as { readonly color: string; readonly text: string; readonly fallback: string };
};

test('a failure is a red line as Jenkins words it, with what it failed of and the last lines of its log', async () => {
  const { color, text, fallback } = await attachmentOf(failure);
  const line = 'hourly-units - #12 Failure after 3.4 s';
  expect({ color, fallback }).toEqual({ color: 'danger', fallback: line });
  const tail = log.split('\n').slice(-20).join('\n');
  expect(text).toBe(`${line}\nthe exchange &lt;said&gt; no\n\`\`\`\n${tail}\n\`\`\``);
});

test('no secret that anybody has read is told, wherever it stands', async () => {
  const said = await told({ ...failure, detail: 'hunter2', log: `${'x'.repeat(175)}hunter2` });
  expect(JSON.stringify(said)).not.toContain('hunter');
});

test('what it failed of is told as far as there is room in a message', async () => {
  const { text } = await attachmentOf({ ...failure, detail: 'x'.repeat(90_000), log: '' });
  expect(text).toBe(`hourly-units - #12 Failure after 3.4 s\n${'x'.repeat(1_000)}…`);
});

test.each<[Occasion, string, string]>([
  ['still failing', 'danger', 'hourly-units - #12 Still Failing after 3.4 s'],
  ['fixed', 'good', 'hourly-units - #12 Back to normal after 3.4 s'],
  ['succeeded', 'good', 'hourly-units - #12 Success after 3.4 s'],
])('a run that is %s is told as such', async (occasion, color, line) => {
  expect(await attachmentOf({ ...failure, occasion })).toMatchObject({ color, fallback: line });
});

test('the pictures of a run that is well are under its line, and its log is not', async () => {
  const picture = { name: 'units-0123456789abcdef.png', type: 'image/png', data: new Uint8Array([1, 2, 3]) };
  const said = await told({ ...failure, occasion: 'succeeded', pictures: [picture, { ...picture, name: 'b.png' }] });
  const [line, ...under] = said;
  expect(line?.attachments).toMatchObject([{ text: expect.not.stringContaining('line') }]);
  expect(under.map(({ thread_ts, files }) => [thread_ts, files?.[0]?.title])).toEqual([
    [line?.ts, 'units'],
    [line?.ts, 'b'],
  ]);
  expect(await told({ ...failure, pictures: [picture] })).toHaveLength(1);
});

test('no secret is told', async () => {
  const { text } = await attachmentOf({ ...failure, detail: 'key hunter2', log: 'xoxb-test hunter2' });
  expect(text).toMatch(/key \*\*\*\n```\n\*\*\* \*\*\*/);
});

test('it names where it tells, what it needs, and on what it does', () => {
  const one = bySlack('#ops', { username: 'jobs', icon: ':wrench:' });
  expect(one).toMatchObject({ name: 'Slack #ops', secrets: [{ secret: 'SLACK_TOKEN' }] });
  expect(one.on).toEqual(['failed', 'still failing', 'fixed']);
  expect(bySlack('#ops', { on: ['succeeded'] }).on).toEqual(['succeeded']);
  expect(() => bySlack('#Ops')).toThrow('is no channel of Slack');
});

test('what Slack does not take fails, for whoever tells', async () => {
  await expect(told(failure, bySlack('#nowhere'))).rejects.toThrow('There is no channel #nowhere');
});
