import fc from 'fast-check';
import { expect, test } from 'vitest';
import { literal } from '../../src/index.ts';
import { messagesOf } from '../../src/slack/text.ts';

const MAX = 4_000;
const letters = fc.oneof(fc.constantFrom('a', '\n', '&', '<', '`', '```', '😀', ' '), fc.string());
const texts = fc.array(letters, { maxLength: 9_000, size: 'max' }).map((all) => all.join(''));

test('a text of the usual length is one message, as it is', () => {
  expect(messagesOf('Hi *there*! <@U1>\n:tada:', false)).toEqual(['Hi *there*! <@U1>\n:tada:']);
});

test('what comes from data calls nobody', () => {
  expect(literal('<!channel> & <https://x.org|BTC>')).toBe('&lt;!channel&gt; &amp; &lt;https://x.org|BTC&gt;');
});

test('a preformatted one is fenced, and shown letter by letter', () => {
  expect(messagesOf('a < b && ```c```', true)).toEqual([
    '```\na &lt; b &amp;&amp; `\u200b`\u200b`c`\u200b`\u200b`\n```',
  ]);
});

test('a long one is cut at line ends, and nothing of it is lost', () => {
  const lines = Array.from({ length: 900 }, (_, i) => `line ${i}`);
  const messages = messagesOf(lines.join('\n'), false);
  expect(messages.length).toBe(3);
  expect(messages.join('\n').split('\n')).toEqual(lines);
  const fences = messagesOf(lines.join('\n'), true);
  expect(fences.flatMap((one) => one.split('\n').slice(1, -1))).toEqual(lines);
  for (const one of fences) expect(one).toMatch(/^```\n.*\n```$/s);
});

test('of one that takes more than ten messages the rest is left out, and the last one says how much', () => {
  const messages = messagesOf('x'.repeat(50_000), false);
  expect(messages.length).toBe(10);
  const [, left = ''] = /\n… and (\d+) characters more$/.exec(messages[9] ?? '') ?? [];
  expect(messages.join('').replace(/\n….*/, '').length + Number(left)).toBe(50_000);
});

test('no message is longer than Slack shows as one, empty, or torn within a letter', () => {
  fc.assert(
    fc.property(texts, fc.boolean(), (text, preformatted) => {
      const messages = messagesOf(text, preformatted);
      expect(messages.length).toBeLessThanOrEqual(10);
      for (const one of messages) {
        expect(one.length).toBeLessThanOrEqual(MAX);
        expect(one.trim()).not.toBe('');
        if (text.isWellFormed()) expect(one.isWellFormed()).toBe(true);
        if (preformatted) expect(one.split('```')).toHaveLength(3);
      }
    }),
    { numRuns: 50 },
  );
});
