import { expect, test } from 'vitest';
import { refuseNoChannel } from '../../src/slack/channels.ts';
import { speaking } from './speaking.ts';

const say = { text: 'hi' };

test('a name is looked for once, over all pages, by all of this process; an id never', async () => {
  const { slack, speaker, another, calls } = await speaking();
  for (let i = 0; i < 3_500; i++) slack.add(`team-${i}`);
  const far = slack.add('far');
  await Promise.all([1, 2].map((mark) => another().say({ channel: '#far' }, say, { mark: `${mark}` })));
  await speaker.say({ channel: 'far' }, say, { mark: '3' });
  await speaker.say({ channel: far.id }, say, { mark: '4' });
  expect(slack.said(far)).toHaveLength(4);
  expect(calls('conversations.list')).toBe(4);
  expect(slack.asked[1]?.args).toMatchObject({ types: 'public_channel', limit: '999' });
});

test('looking for a name waits as Slack wants it, and goes on where it was', async () => {
  const { clock, slack, speaker, calls } = await speaking();
  for (let i = 0; i < 2_000; i++) slack.add(`team-${i}`);
  const far = slack.add('far');
  slack.faults.next('conversations.list', { throttle: 20 }, { status: 500 });
  await speaker.say({ channel: '#far' }, say, { mark: '1' });
  expect([slack.said(far).length, calls('conversations.list'), clock.elapsed()]).toEqual([1, 5, 22_000]);
});

test('a private channel is found where the bot is told of it', async () => {
  const { slack, speaker } = await speaking();
  const secret = slack.add('secret', { private: true });
  await speaker.say({ channel: '#secret' }, say, { mark: '1' });
  expect(slack.said(secret)).toHaveLength(1);
});

test('a name that is not there, or not yet, is channel_not_found, and looked for again', async () => {
  const { slack, speaker } = await speaking();
  slack.scopes = slack.scopes.filter((scope) => scope !== 'groups:read');
  await expect(speaker.say({ channel: '#later' }, say, { mark: '1' })).rejects.toMatchObject({
    ...{ code: 'CONFIG', slackCode: 'channel_not_found' },
    message: expect.stringMatching(/^There is no channel #later that the bot can see.*groups:read.*C0123ABCD/),
  });
  const later = slack.add('later');
  await speaker.say({ channel: '#later' }, say, { mark: '1' });
  expect(slack.said(later)).toHaveLength(1);
});

test('why private ones are not told is told, where it is another reason than a scope', async () => {
  const { slack, speaker } = await speaking();
  slack.faults.next('conversations.list', undefined, { error: 'team_access_not_granted' });
  const message = 'looking for #secret: Slack answers team_access_not_granted.';
  await expect(speaker.say({ channel: '#secret' }, say, { mark: '1' })).rejects.toThrow(message);
});

test('one that is archived does not stand in the way of another one of its name', async () => {
  const { slack, speaker } = await speaking();
  slack.add('ops', { archived: true });
  const ops = slack.add('ops');
  await speaker.say({ channel: '#ops' }, say, { mark: '1' });
  expect(slack.said(ops)).toHaveLength(1);
});

test.each(['', '#', 'two words', '@jane', '#Alerts', '#a,b'])('"%s" is no channel', (channel) => {
  expect(() => refuseNoChannel(channel)).toThrow(`"${channel}" is no channel of Slack. Wanted: its name`);
});

test.each(['#alerts', 'alerts', 'C0123ABCD', 'G0123ABCD', 'D0123ABCD', '#überall', '#ba-de3-2018-bots'])(
  '"%s" is one',
  (channel) => expect(() => refuseNoChannel(channel)).not.toThrow(),
);
