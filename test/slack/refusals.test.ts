import { expect, test } from 'vitest';
import { secret } from '../../src/core/secret.ts';
import { slackBy } from '../../src/slack/slack.ts';
import { testContext } from '../support/context.ts';
import { secretsOf } from '../support/slack/fixture.ts';
import { BOTS, speaking } from './speaking.ts';

const said = { text: 'hi' };

test.each([
  ['not_in_channel', /Slack answers not_in_channel\. Invite the bot there/, false],
  ['is_archived', /restore it, or name another one/, false],
  ['invalid_auth', /Check the token: that of a bot \(xoxb-…\)/, false],
  ['restricted_action', /^a message to #bots: Slack answers restricted_action\.$/, false],
  ['msg_too_long', /^a message to #bots: Slack answers msg_too_long\.$/, true],
  ['invalid_blocks', /invalid_blocks\.$/, true],
  ['attachment_payload_limit_exceeded', /limit_exceeded\.$/, true],
  ['alt_txt_too_large', /alt_txt_too_large\.$/, true],
])('%s is refused for good, and says what to do', async (code, message, ofContent) => {
  const { slack, speaker, calls } = await speaking();
  slack.faults.next('chat.postMessage', { error: code }, { error: code });
  await expect(speaker.say(BOTS, said, { mark: '1' })).rejects.toMatchObject({
    ...{ code: 'CONFIG', slackCode: code, message: expect.stringMatching(message), ofContent },
  });
  expect(calls('chat.postMessage')).toBe(1);
});

test('what is too large for whatever stands in front of Slack is refused for good, too', async () => {
  const { slack, speaker, calls } = await speaking();
  slack.faults.next('chat.postMessage', { status: 413 });
  const refused = { code: 'CONFIG', ofContent: true, message: 'a message to #bots: it is too large for Slack.' };
  await expect(speaker.say(BOTS, said, { mark: '1' })).rejects.toMatchObject(refused);
  expect(calls('chat.postMessage')).toBe(1);
});

test('a scope that is missing is named', async () => {
  const { slack, speaker } = await speaking();
  slack.scopes = slack.scopes.filter((scope) => scope !== 'chat:write.customize');
  await speaker.say(BOTS, said, { mark: '1' });
  await expect(speaker.say({ ...BOTS, username: 'me' }, said, { mark: '2' })).rejects.toThrow(
    'Slack answers missing_scope. Give the app the scope chat:write.customize, and install it again.',
  );
});

test('a channel where the bot is not is told as such, by text and by file', async () => {
  const { slack, speaker } = await speaking();
  const { id } = slack.add('others', { member: false });
  const file = { name: 'm.png', title: 'm', data: new Uint8Array([1]) };
  await expect(speaker.say({ channel: id }, said, { mark: '1' })).rejects.toThrow('not_in_channel');
  await expect(speaker.share({ channel: id }, file, { mark: 'm' })).rejects.toThrow('not_in_channel');
  await expect(speaker.say({ channel: 'C09999999' }, said, { mark: '1' })).rejects.toThrow(
    'a message to C09999999: Slack answers channel_not_found. Wanted: a channel that the bot can see',
  );
});

test('a token that was replaced is asked for afresh, once', async () => {
  const { clock, slack } = await speaking();
  slack.token = 'xoxb-new';
  const by = (secrets = secretsOf({ SLACK_TOKEN: 'xoxb-old' }, { SLACK_TOKEN: 'xoxb-new' })) =>
    slackBy(secret('SLACK_TOKEN'), testContext({ clock, secrets }));
  await by().say(BOTS, said, { mark: '1' });
  expect(slack.said(slack.channels[0] as never)).toHaveLength(1);
  await expect(by(secretsOf({ SLACK_TOKEN: 'xoxb-old' })).say(BOTS, said, { mark: '2' })).rejects.toThrow(
    'invalid_auth',
  );
});
