import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { agentConfig } from '../src/agent/agent.ts';
import { jsonLines, millrace, ROOT } from './cli/millrace.ts';
import { answering } from './support/answering.ts';
import { temporaryFolder } from './support/folder.ts';

test.each([
  'kinesis',
  'agent',
  'redis',
  'chaos',
  'market',
  'schedule',
  'charts',
  'bot',
  'secrets',
  'slack',
  'mail',
  'reports',
  'dashboard',
  'from-the-course',
])('each command in docs/%s.md is one, with these options', async (name) => {
  const text = readFileSync(join(ROOT, `docs/${name}.md`), 'utf8');
  const lines = [
    ...text.matchAll(
      /npx millrace ((?:stream|cache|market|jobs|secret|slack|mail) [a-z][\w-]*|\w+)(.*?)(?: {2,}|&|`|$)/gm,
    ),
  ];
  expect(lines.length).toBeGreaterThan(0);
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
});

test('the pipeline in docs/market.md that keeps candles is sound, and makes rows of them', async () => {
  await using folder = await temporaryFolder();
  const cwd = folder.path;
  const text = readFileSync(join(ROOT, 'docs/market.md'), 'utf8');
  const [, code = ''] = /```ts\n(\/\/ pipelines\/daily-volume\.ts.*?)```/s.exec(text) ?? [];
  await mkdir(join(cwd, 'pipelines'));
  await writeFile(join(cwd, 'pipelines/daily-volume.ts'), code.replace('../src', join(ROOT, 'src')));
  expect(await millrace(['check', 'daily-volume'], { cwd })).toMatchObject({ stdout: 'daily-volume: sound\n' });
  const hour = 3_600_000;
  const candle = (n: number) => [
    ...[Date.UTC(2024, 7, 7) + n * hour, '1.0', `${n}.0`, '1.0', '1.0', '62.40864000'],
    ...[Date.UTC(2024, 7, 7) + (n + 1) * hour - 1, '9.0', 3, '4.0', '4.0', '0'],
  ];
  const { url } = await answering(({ path }) => ({
    body: path === 'time' ? { serverTime: Date.UTC(2024, 7, 8, 2) } : Array.from({ length: 27 }, (_, n) => candle(n)),
  }));
  const env = { BINANCE_REST: url, MILLRACE_STORE: 'sqlite:./millrace.db' };
  expect(await millrace(['run', 'daily-volume'], { cwd, env })).toMatchObject({ code: 0 });
  const { stdout } = await millrace(['rows', 'daily-volume', '--json'], { cwd, env });
  expect(jsonLines(stdout)).toMatchObject([
    { key: 'BTCUSDT', candles: 24, high: 23, volume: '1497.80736' },
    { key: 'BTCUSDT', candles: 2, high: 25, volume: '124.81728' },
  ]);
});

test('the pipeline in docs/slack.md is sound', async () => {
  await using folder = await temporaryFolder();
  const cwd = folder.path;
  const [, code = ''] =
    /```ts\n(\/\/ pipelines\/units-to-slack\.ts.*?)```/s.exec(readFileSync(join(ROOT, 'docs/slack.md'), 'utf8')) ?? [];
  await mkdir(join(cwd, 'pipelines'));
  await writeFile(join(cwd, 'pipelines/units-to-slack.ts'), code.replace('../src', join(ROOT, 'src')));
  expect(await millrace(['check', 'units-to-slack'], { cwd })).toMatchObject({ stdout: 'units-to-slack: sound\n' });
});

test('the test in docs/reports.md is one that runs', () => {
  const blocks = [...readFileSync(join(ROOT, 'docs/reports.md'), 'utf8').matchAll(/```ts\n(.*?)```/gs)];
  expect(blocks.at(-1)?.[1]).toBe(readFileSync(join(ROOT, 'test/pipelines/jobs.test.ts'), 'utf8'));
});

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

test.each(['bot', 'charts', 'slack', 'mail', 'reports', 'dashboard', 'from-the-course', 'schedule'])(
  'what docs/%s.md points to is there',
  (name) => {
    const text = readFileSync(join(ROOT, `docs/${name}.md`), 'utf8');
    const links = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, path = '']) => path);
    expect(links.length).toBeGreaterThan(0);
    const ours = links.filter((path) => !path.startsWith('https:'));
    for (const path of ours) expect(existsSync(join(ROOT, 'docs', path)), path).toBe(true);
  },
);
