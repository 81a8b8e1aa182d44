import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { millrace, ROOT } from './cli/millrace.ts';

test('each command that docs/kinesis.md names is one, with these options', async () => {
  const text = readFileSync(join(ROOT, 'docs/kinesis.md'), 'utf8');
  const lines = [...text.matchAll(/npx millrace (stream \w+|\w+)(.*?)(?: {2,}|&|$)/gm)];
  expect(lines.length).toBeGreaterThan(5);
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
