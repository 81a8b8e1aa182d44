import { expect, test } from 'vitest';
import { eventually } from '../support/manual-clock.ts';
import type { Fault } from '../support/slack/faults.ts';
import { BOTS, speaking } from './speaking.ts';

const lost: readonly (readonly [string, Fault, said: boolean])[] = [
  ['cut before it is heard', { cut: 'before' }, false],
  ['cut behind it', { cut: 'after' }, true],
  ['cut within the answer', { cut: 'within' }, true],
  ['answered by a 503', { status: 503 }, false],
  ['answered by a page', { page: '<html>Bad gateway</html>' }, false],
  ['answered by a 429 that does not say for how long', { throttle: undefined }, false],
  ['answered by internal_error, and done', { error: 'internal_error', done: true }, true],
  ['answered by fatal_error, and not done', { error: 'fatal_error' }, false],
];

test.each(lost)('a message that is %s is there once', async (_how, fault, said) => {
  const { clock, slack, speaker, texts, calls } = await speaking();
  slack.faults.next('chat.postMessage', fault);
  const ts = await speaker.say(BOTS, { text: 'one' }, { mark: '1' });
  expect(texts()).toEqual(['one']);
  expect(calls('chat.postMessage')).toBe(said ? 1 : 2);
  expect(calls('conversations.history')).toBe(1);
  expect(clock.elapsed(), 'Slack had time to show it').toBeGreaterThanOrEqual(5_000);
  expect(slack.said(slack.channels[0] as never)[0]?.ts).toBe(ts);
});

test.each(lost)('in a thread, too, when it is %s', async (_how, fault) => {
  const { slack, bots, speaker } = await speaking();
  const thread = await speaker.say(BOTS, { text: 'head' }, { mark: '0' });
  slack.faults.next('chat.postMessage', fault);
  await speaker.say({ ...BOTS, thread }, { text: 'one' }, { mark: '1' });
  expect(slack.said(bots).map(({ text, thread_ts }) => [text, thread_ts])).toEqual([
    ['head', undefined],
    ['one', thread],
  ]);
});

test('what an earlier process may have said is looked for before it is said, among the thousand newest messages', async () => {
  const { slack, bots, speaker, texts, calls } = await speaking();
  const metadata = { event_type: 'millrace_message', event_payload: { id: 'm' } };
  slack.say(bots, { text: 'one', metadata });
  for (let i = 0; i < 999; i++) slack.say(bots, { text: 'talk' });
  await speaker.say(BOTS, { text: 'one' }, { mark: 'm', again: true });
  expect(calls('chat.postMessage')).toBe(0);
  expect(calls('conversations.history')).toBe(5);
  slack.say(bots, { text: 'talk' });
  await speaker.say(BOTS, { text: 'one' }, { mark: 'm', again: true });
  expect(texts().filter((text) => text === 'one')).toHaveLength(2);
});

test('of many that an earlier process left all that stands in the channel is looked at once, and then what is new', async () => {
  const { clock, slack, bots, speaker, texts, calls } = await speaking();
  for (let i = 0; i < 950; i++) {
    slack.say(bots, { text: 'talk' });
    await clock.sleep(1_000);
  }
  slack.say(bots, { text: '3', metadata: { event_type: 'millrace_message', event_payload: { id: '3' } } });
  const left = ['1', '2', '3', '4', '5'];
  for (const text of left.slice(0, 4)) await speaker.say(BOTS, { text }, { mark: text, again: true });
  expect(calls('conversations.history')).toBe(5 + 1 + 0 + 1);
  slack.say(bots, { text: '5', metadata: { event_type: 'millrace_message', event_payload: { id: '5' } } });
  await speaker.say(BOTS, { text: '5' }, { mark: '5', again: true });
  expect(
    texts()
      .filter((text) => text !== 'talk')
      .toSorted(),
  ).toEqual(left);
});

test("another's metadata, another kind of it, or the same text, is not the message", async () => {
  const { slack, bots, speaker, texts } = await speaking();
  slack.say(bots, { text: 'one' });
  slack.say(bots, { text: 'one', metadata: { event_type: 'millrace_message', event_payload: { id: 'other' } } });
  slack.say(bots, { text: 'one', metadata: { event_type: 'task_created', event_payload: { id: 'm' } } });
  await speaker.say(BOTS, { text: 'one' }, { mark: 'm', again: true });
  expect(texts()).toHaveLength(4);
});

test('what is looked for while it is told to stop is not said any more', async () => {
  const { slack, bots, speaker, stop, texts, calls } = await speaking();
  for (let i = 0; i < 999; i++) slack.say(bots, { text: 'talk' });
  const saying = speaker.say(BOTS, { text: 'one' }, { mark: '1', again: true });
  const left = expect(saying).rejects.toMatchObject({ code: 'WORLD' });
  await eventually(() => calls('conversations.history') === 1);
  stop.abort();
  await left;
  expect(texts()).not.toContain('one');
});

test('nothing is said while nobody can look whether it was said', async () => {
  const { slack, speaker, texts, calls } = await speaking();
  slack.faults.next('chat.postMessage', { cut: 'after' });
  slack.faults.next('conversations.history', ...Array.from({ length: 4 }, () => ({ status: 502 })));
  await expect(speaker.say(BOTS, { text: 'one' }, { mark: '1' })).rejects.toMatchObject({ code: 'WORLD' });
  expect([texts(), calls('chat.postMessage')]).toEqual([['one'], 1]);
  await speaker.say(BOTS, { text: 'one' }, { mark: '1', again: true });
  expect(texts()).toEqual(['one']);
});

test.each(['missing_scope', 'not_in_channel'])(
  'a bot that may not look (%s) says it all the same, and warns once that it may come twice',
  async (error) => {
    const { slack, speaker, texts, lines } = await speaking();
    slack.faults.next('conversations.history', { error });
    slack.faults.next('chat.postMessage', { cut: 'after' }, { cut: 'after' });
    await speaker.say(BOTS, { text: 'one' }, { mark: '1', again: true });
    expect(texts()).toEqual(['one', 'one', 'one']);
    expect(lines).toMatchObject([{ level: 'warn', message: expect.stringContaining('may come twice') }]);
  },
);
