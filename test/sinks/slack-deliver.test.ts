import { expect, test } from 'vitest';
import { type SlackContent, secret, slack } from '../../src/index.ts';
import { bars, PNG, undrawable } from '../support/chart.ts';
import { at, type Event } from '../support/shards.ts';
import type { Fault } from '../support/slack/faults.ts';
import type { SlackMessage } from '../support/slack/workspace.ts';
import { alone, saying } from './slack-run.ts';

const keys = (events: readonly Event[]): SlackContent => events.map(({ key }) => key);
const charts = (events: readonly Event[]): SlackContent => events.map(({ key, time }) => bars(key, time, 3));
const texts = (said: readonly SlackMessage[]) => said.map(({ text, files = [] }) => files[0]?.title ?? text);

test('what a commit says is said as it was committed, one message a second, charts as pictures', async () => {
  const both = (events: readonly Event[]): SlackContent => [`${events.length} events`, charts(events)];
  const { slack: workspace, process, said, settled, pictures } = await saying(slack('#bots', both), at('Units', 1));
  process();
  await settled(2);
  expect(texts(said())).toEqual(['1 events', 'Units']);
  const [file] = said()[1]?.files ?? [];
  expect(file).toMatchObject({ alt_txt: 'Bars: 1, 3', name: expect.stringMatching(/^units-[0-9a-f]{16}\.png$/) });
  expect([...(workspace.uploads.get(file?.id ?? '')?.data ?? [])].slice(0, 8)).toEqual(PNG);
  expect(pictures).toMatchObject([{ name: file?.name, type: 'image/png' }]);
  expect(workspace.tooFast).toBe(0);
  expect(workspace.methods, 'what was never tried before is not looked for').toEqual([
    ...['conversations.list', 'chat.postMessage'],
    ...['files.getUploadURLExternal', 'upload', 'files.completeUploadExternal', 'conversations.history'],
  ]);
});

test.each([
  ['a text', slack('#bots', keys)],
  ['a text in a thread', slack('#bots', keys, { thread: '1723118400.000100' })],
  ['a picture', slack('#bots', charts)],
])('%s that was delivered when the process died, before it was marked, is there once', async (_what, destination) => {
  const { slack: workspace, process, said, settled, dying } = await saying(destination, at('one', 1));
  workspace.say(workspace.channels[0] as never, { text: 'head' });
  await dying();
  expect(texts(said())).toEqual(['head', 'one']);
  process();
  await settled(2);
  expect(texts(said())).toEqual(['head', 'one']);
});

test('and so is each of two, whose processes die one after the other', async () => {
  const { process, said, settled, dying } = await saying(slack('#bots', keys), [...at('a', 1), ...at('b', 2)]);
  await dying();
  await dying();
  process();
  await settled(2);
  expect(texts(said())).toEqual(['a', 'b']);
});

test('what a process left undelivered is said, and what was said before under another id is no reason not to', async () => {
  const events = at('same', 1, 2);
  const { slack: workspace, process, said, settled } = await saying(slack('#bots', keys), events);
  workspace.say(workspace.channels[0] as never, { text: 'same' });
  process();
  await settled(3);
  expect(texts(said())).toEqual(['same', 'same', 'same']);
});

const outage: readonly Fault[] = Array.from({ length: 9 }, () => ({ status: 503 }));
test.each([
  ['chat.postMessage', slack('#bots', keys)],
  ['files.completeUploadExternal', slack('#bots', charts)],
  ['conversations.list', slack('#bots', keys)],
])('while Slack is away (%s) a message waits, and then it is said once', async (method, destination) => {
  const { slack: workspace, process, said, settled } = await saying(destination, at('one', 1));
  workspace.faults.next(method, ...outage, { cut: method === 'conversations.list' ? 'before' : 'after' });
  const { lines } = process();
  await settled(1);
  expect(texts(said())).toEqual(['one']);
  expect(lines.some(({ message }) => message === 'trying again')).toBe(true);
});

test('without its token a pipeline does not begin', async () => {
  const { process, said } = await saying(slack('#bots', keys, { token: secret('OPS_TOKEN') }), at('one', 1));
  const refused = { code: 'CONFIG', message: expect.stringMatching(/alerts cannot run with slack #bots: .*OPS_TOKEN/) };
  expect(await process().ended).toMatchObject(refused);
  expect(said()).toEqual([]);
});

test('a channel that is not there ends the run, and its message waits for one where it is', async () => {
  const { slack: workspace, process, settled } = await saying(slack('#later', keys), at('one', 1));
  expect(await process().ended).toMatchObject({
    code: 'CONFIG',
    message: expect.stringContaining('no channel #later'),
  });
  const later = workspace.add('later');
  process();
  await settled(0);
  expect(texts(workspace.said(later))).toEqual(['one']);
});

test.each([
  ['blocks that Slack refuses', () => ({ text: 'BTC <1>', blocks: [{}] }), /invalid_blocks.*```\nBTC &lt;1&gt;\n```/s],
  ['a chart that cannot be drawn', () => undrawable, /"Torn" cannot be drawn: .*```\nTorn\nBars: 1\n```/s],
])('%s are said in words, with the reason, and hold nothing up', async (_what, broken, words) => {
  const { process, said, settled, dying } = await saying(
    slack('#bots', () => [broken(), 'next']),
    at('one', 1),
  );
  const lines = await dying();
  process();
  await settled(2);
  expect(said(), 'in words, too, it is there once').toMatchObject([
    { text: expect.stringMatching(words) },
    { text: 'next' },
  ]);
  expect(lines).toContainEqual(
    expect.objectContaining({ level: 'error', message: expect.stringContaining('in words') }),
  );
});

test('words in its place are short, and without secrets, whatever it would have said', async () => {
  const long = { text: 'x'.repeat(90_000), blocks: [{}] };
  const {
    slack: workspace,
    process,
    said,
    settled,
  } = await saying(
    slack('#bots', () => long),
    at('one', 1),
  );
  workspace.faults.next('chat.postMessage', {
    error: 'invalid_blocks',
    messages: [workspace.token, 'y'.repeat(9_000)],
  });
  process();
  await settled(1);
  const [{ text = '' } = {}] = said();
  expect(text).toMatch(/^:warning: .*invalid_blocks \(\*\*\*, y+.*x{1000}…\n```$/s);
  expect(text.length).toBeLessThan(2_500);
});

test('two messages that say the same are two, and so are two under one id that say different things', async () => {
  const { context, workspace, said } = await alone();
  const to = slack<string>('#bots', (values) => [...values]);
  const deliver = async (id: string, text: string) => {
    for (const body of to.compose([text])) await to.deliver({ id, body, again: true }, context);
  };
  for (const [id, text] of [
    ['1', 'up'],
    ['2', 'up'],
    ['2', 'down'],
    ['2', 'down'],
  ] as const)
    await deliver(id, text);
  expect(texts(said())).toEqual(['up', 'up', 'down']);
  expect(workspace.tooFast).toBe(0);
});
