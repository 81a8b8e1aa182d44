import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { BIN } from './millrace.ts';

test('an old Node gets one clear line and is refused', () => {
  const script = `
    Object.defineProperty(process, 'version', { value: 'v12.22.0' });
    import('${pathToFileURL(BIN)}');`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr.trim().split('\n')).toEqual([
    expect.stringMatching(/Node v12\.22\.0.*24 or newer.*npm ci.*npx millrace/),
  ]);
});

test('the file that tells it has nothing in it that an old Node cannot read', () => {
  const source = readFileSync(BIN, 'utf8');
  expect(source).not.toMatch(/\?\.|\?\?|^import |\bawait\b|#\w+[ (=]|\d_\d/m);
});
