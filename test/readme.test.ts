import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { millrace, ROOT } from './cli/millrace.ts';

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const readme = read('README.md');
const blocks = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code);

test('the pipeline and the test that the README shows are those that run', () => {
  expect(blocks).toEqual([read('pipelines/usd-per-minute.ts'), read('test/pipelines/usd-per-minute.test.ts')]);
});

test('what the README points to is there', () => {
  const links = [...readme.matchAll(/\]\(([^)]+)\)/g)].map(([, path = '']) => path);
  expect(links.length).toBeGreaterThan(5);
  for (const path of links) expect(() => readFileSync(join(ROOT, path))).not.toThrow(/ENOENT/);
});

test('each command that the README names is one, with these options', async () => {
  const lines = [...readme.matchAll(/npx millrace (\w+)(.*?)(?: {2,}|&|$)/gm)];
  expect(lines.length).toBeGreaterThan(5);
  for (const [, command = '', rest = ''] of lines) {
    const { stdout } = await millrace([command, '--help'], { cwd: ROOT });
    expect(stdout).toContain(`Usage: millrace ${command}`);
    for (const [option] of rest.matchAll(/--?[a-z]+/g)) expect(stdout).toContain(option);
  }
});
