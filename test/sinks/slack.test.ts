import { expect, test } from 'vitest';
import { type SlackContent, type SlackOptions, slack } from '../../src/index.ts';
import { bars, PNG, undrawable } from '../support/chart.ts';

const saying = (content: unknown, options?: SlackOptions) => slack('#bots', () => content as SlackContent, options);
const composed = (content: unknown, options?: SlackOptions) => saying(content, options).compose([]);
const shown = (content: SlackContent, options?: SlackOptions) =>
  Promise.all(composed(content, options).map((body) => saying('').show?.(body)));

test('a function of the values of a commit says what is said, one message for each', async () => {
  const several = slack<number>('#bots', (values) => [`${values.length} values`, [bars('All', ...values)], '', []]);
  const bodies = several.compose([1, 2, 3]);
  expect(bodies.map((body) => JSON.parse(body))).toEqual([{ text: '3 values' }, { chart: bars('All', 1, 2, 3) }]);
  expect(several).toMatchObject({ kind: 'messages', name: 'slack #bots', secrets: [{ secret: 'SLACK_TOKEN' }] });
  expect(slack('#bots', () => 'hi', { name: 'alerts' }).name).toBe('alerts');
});

test.each([[''], ['  \n'], [[]], [['', []]], [{ blocks: [] }]])('%j says nothing', (content) => {
  expect(composed(content)).toEqual([]);
});

test('what is neither text nor chart nor blocks is CONFIG, and so is a promise', () => {
  for (const [content, got] of [
    [undefined, 'undefined'],
    [7, '7'],
    [['a', null], 'null'],
    [{ text: 'hi' }, 'an object with text'],
  ] as const) {
    expect(() => composed(content)).toThrow(`slack #bots was given a function that gives ${got}. Wanted: a text,`);
  }
  expect(() => composed(Promise.resolve('hi'))).toThrow('gives a promise');
});

test('what people would see: texts, the titles and pictures of charts, blocks without a text as JSON', async () => {
  const blocks = [{ type: 'divider' }];
  const [text, chart, withText, withoutText] = await shown([
    'hi',
    bars('Units per symbol', 1, 2),
    { text: 'what', blocks },
    { blocks },
  ]);
  expect([text, withText]).toEqual([
    { text: 'hi', pictures: [] },
    { text: 'what', pictures: [] },
  ]);
  expect(chart).toMatchObject({
    text: 'Units per symbol',
    pictures: [{ name: 'units-per-symbol.png', type: 'image/png' }],
  });
  expect([...(chart?.pictures[0]?.data ?? [])].slice(0, 8)).toEqual(PNG);
  expect(JSON.parse(withoutText?.text ?? '')).toEqual(blocks);
  await expect(shown(undrawable)).rejects.toThrow('"Torn" cannot be drawn:');
});

test('a chart with more data than a store should hold is told of instead', () => {
  const many = { ...bars('Much'), spec: { values: Array.from({ length: 700_000 }, (_, i) => i) } };
  expect(composed(many)).toEqual([
    expect.stringMatching(/The chart \\"Much\\" is left out: of \d{7} bytes, data included/),
  ]);
});

test('so are blocks, and a title that is as long', () => {
  const text = 'x'.repeat(5 << 20);
  expect(composed({ text, blocks: [{ type: 'divider' }] })).toEqual([
    expect.stringMatching(/^\{"text":":warning: Blocks are left out: of \d{7} bytes, data included\."\}$/),
  ]);
  expect(composed(bars(text))[0]?.length).toBeLessThan(400);
});

test.each([
  [{ icon: 'r' }, 'The icon is "r". Wanted: an emoji, such as :robot_face:'],
  [{ thread: '7' }, 'The thread is "7". Wanted: the ts of a message'],
])('%j is CONFIG where it is written', (options, message) => {
  expect(() => saying('hi', options)).toThrow(message);
  expect(() => slack('@jane', () => 'hi')).toThrow('"@jane" is no channel of Slack.');
});
