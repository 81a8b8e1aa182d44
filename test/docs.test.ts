import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { agentConfig } from '../src/agent/agent.ts';
import { millrace, ROOT } from './cli/millrace.ts';

test.each(['kinesis', 'agent', 'redis', 'chaos', 'market', 'bot', 'from-the-course'])(
  'each command in docs/%s.md is one, with these options',
  async (name) => {
    const text = readFileSync(join(ROOT, `docs/${name}.md`), 'utf8');
    const lines = [...text.matchAll(/npx millrace ((?:stream|cache|market) [a-z][\w-]*|\w+)(.*?)(?: {2,}|&|`|$)/gm)];
    expect(lines.length).toBeGreaterThan(1);
    const helps = new Map(
      await Promise.all(
        [...new Set(lines.map(([, command = '']) => command))].map(async (command) => {
          const { stdout } = await millrace([...command.split(' '), '--help'], { cwd: ROOT });
          return [command, stdout] as const;
        }),
      ),
    );
    for (const [, command = '', rest = ''] of lines) {
      expect(helps.get(command)).toContain(`Usage: millrace ${command}`);
      for (const [option] of rest.matchAll(/(?<= )--?[a-z]+/g)) expect(helps.get(command)).toContain(option);
    }
  },
);

test("the course's configuration in docs/agent.md is one that the agent takes", async () => {
  const [, json = ''] = /```json\n(.*?)```/s.exec(readFileSync(join(ROOT, 'docs/agent.md'), 'utf8')) ?? [];
  expect(agentConfig({ path: 'agent.json', text: json }).flows).toMatchObject([{ kinesisStream: 'crypto' }]);
});

test('each key that the agent knows is named in docs/agent.md, or is one of threads, connections, queues or retries', () => {
  const text = readFileSync(join(ROOT, 'docs/agent.md'), 'utf8');
  const named = (keys: readonly string[]) => keys.filter((key) => !text.includes(`\`${key}\``));
  const flow = agentConfig({
    path: 'agent.json',
    text: '{"flows":[{"filePattern":"/a","kinesisStream":"s","fileFooterPattern":"a","multiLineStartPattern":"a"}]}',
  }).flows[0];
  const { id: _, kinesisStream: _stream, ...keys } = flow ?? {};
  expect(Object.keys(keys).length).toBeGreaterThan(10);
  expect(named(Object.keys(keys))).toEqual([]);
});

test.each(['bot', 'from-the-course'])('what docs/%s.md points to is there', (name) => {
  const text = readFileSync(join(ROOT, `docs/${name}.md`), 'utf8');
  const links = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, path = '']) => path);
  expect(links.length).toBeGreaterThan(2);
  for (const path of links) expect(existsSync(join(ROOT, 'docs', path)), path).toBe(true);
});
