import { expect, test } from 'vitest';
import { slackUrl } from '../../src/slack/address.ts';
import { eventually, ManualClock } from '../support/manual-clock.ts';
import { NOON } from '../support/market.ts';
import { BOTS, speaking } from './speaking.ts';

test('a message arrives with its text, its blocks, its mark, and as whom it is said', async () => {
  const { slack, bots, speaker } = await speaking();
  const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: '*BTC*' } }];
  const as = { username: 'ceudatabot', icon: ':r:', linkNames: true };
  const ts = await speaker.say({ ...BOTS, ...as }, { text: 'BTC <now> & then', blocks }, { mark: 'm1' });
  expect(slack.said(bots)).toEqual([
    {
      ...{ type: 'message', ts, bot_id: 'B00000001', text: 'BTC <now> & then', username: 'ceudatabot', blocks },
      icons: { emoji: ':r:' },
      metadata: { event_type: 'millrace_message', event_payload: { id: 'm1' } },
    },
  ]);
  expect(slack.asked.at(-1)?.args).toMatchObject({ link_names: 'true' });
  await speaker.say({ ...BOTS, thread: ts, icon: 'https://x.org/i.png' }, { text: 'why' }, { mark: 'm2' });
  expect(slack.said(bots)[1]).toMatchObject({ thread_ts: ts, icons: { image_48: 'https://x.org/i.png' } });
});

test('one message a second goes into a channel, whoever of this process says it, and other channels wait for none', async () => {
  const clock = new ManualClock(NOON);
  const { slack, speaker, another, texts, calls } = await speaking(clock);
  const alerts = slack.add('alerts');
  await speaker.say(BOTS, { text: '0' }, { mark: '0' });
  await speaker.say({ channel: alerts.id }, { text: 'a' }, { mark: 'a' });
  const all = Promise.all(['1', '2', '3'].map((text) => another().say(BOTS, { text }, { mark: text })));
  for (let said = 1; said < 4; said++) {
    await clock.advance(1_000);
    await eventually(() => texts().length === said + 1);
  }
  await all;
  expect([slack.tooFast, calls('chat.postMessage')]).toEqual([0, 5]);
});

test('a 429 is waited for as long as it says, by all who speak there, and nothing is looked for, since nothing was said', async () => {
  const clock = new ManualClock(NOON);
  const { slack, bots, speaker, another, texts, calls, lines } = await speaking(clock);
  slack.faults.next('chat.postMessage', { throttle: 30 });
  const first = speaker.say(BOTS, { text: 'one' }, { mark: '1' });
  await eventually(() => lines.length === 1);
  const second = another().say(BOTS, { text: 'two' }, { mark: '2' });
  await clock.advance(30_000);
  await eventually(() => texts().length === 1);
  await clock.advance(1_000);
  await Promise.all([first, second]);
  expect(texts().toSorted()).toEqual(['one', 'two']);
  expect(Number(slack.said(bots)[0]?.ts)).toBeGreaterThanOrEqual(NOON / 1_000 + 30);
  expect([calls('chat.postMessage'), calls('conversations.history')]).toEqual([3, 0]);
  expect(lines).toMatchObject([{ level: 'warn', fields: { seconds: 30, what: 'a message to #bots' } }]);
});

test('ratelimited without a 429 is waited for, too', async () => {
  const { clock, slack, speaker, texts } = await speaking();
  slack.faults.next('chat.postMessage', { error: 'ratelimited' });
  await speaker.say(BOTS, { text: 'one' }, { mark: '1' });
  expect([texts(), clock.elapsed()]).toEqual([['one'], 30_000]);
});

test('what passes by itself is tried four times, and then left to whoever asked', async () => {
  const { clock, slack, speaker, texts, calls } = await speaking();
  slack.faults.next('chat.postMessage', ...Array.from({ length: 4 }, () => ({ throttle: 10 })));
  await expect(speaker.say(BOTS, { text: 'one' }, { mark: '1' })).rejects.toMatchObject({
    code: 'WORLD',
    message: 'a message to #bots: Slack was asked for too much.',
  });
  expect([texts(), calls('chat.postMessage'), clock.elapsed()]).toEqual([[], 4, 30_000]);
  await speaker.say(BOTS, { text: 'one' }, { mark: '1' });
  expect(clock.elapsed(), 'the last 429 holds, too').toBeGreaterThanOrEqual(40_000);
});

test('at a stop nobody waits for a turn any more; what is in its turn is said', async () => {
  const { slack, speaker, stop, texts } = await speaking();
  slack.faults.next('chat.postMessage', { throttle: 3_600 });
  const waiting = speaker.say(BOTS, { text: 'one' }, { mark: '1' });
  stop.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'WORLD' });
  expect(texts()).toEqual([]);
  await speaker.say({ channel: slack.add('alerts').id }, { text: 'two' }, { mark: '2' });
});

test('and nobody tries again', async () => {
  const clock = new ManualClock(NOON);
  const { slack, speaker, stop, calls } = await speaking(clock);
  slack.faults.next('chat.postMessage', { status: 503 }, { status: 503 });
  const trying = speaker.say(BOTS, { text: 'one' }, { mark: '1' });
  const failed = expect(trying).rejects.toThrow('status 503');
  await eventually(() => calls('chat.postMessage') === 1);
  stop.abort();
  await clock.advance(60_000);
  await failed;
  expect([calls('chat.postMessage'), calls('conversations.history')]).toEqual([1, 0]);
});

test.each([
  ['http://127.0.0.1:1/api', 'http://127.0.0.1:1/api/'],
  ['https://proxy/slack/api/', 'https://proxy/slack/api/'],
  ['', 'https://slack.com/api/'],
])('the address "%s" is %s', (given, url) => expect(slackUrl(given || undefined)).toBe(url));

test('what is no address is CONFIG', () => {
  for (const url of ['slack', 'ftp://slack/', 'https://slack.com/api?x=1']) {
    expect(() => slackUrl(url)).toThrow(`SLACK_API_URL is "${url}". Wanted: such as https://slack.com/api/.`);
  }
});
