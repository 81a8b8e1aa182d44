import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { folderPerFile } from '../support/folder.ts';
import { BIN, ROOT } from './millrace.ts';

const folder = folderPerFile();

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

test('without its packages it says how to get them, with some of them too', () => {
  for (const part of ['bin', 'src', 'package.json']) cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  for (const some of [[], ['node_modules/commander']]) {
    for (const part of some) cpSync(join(ROOT, part), join(folder, part), { recursive: true });
    const { status, stderr } = spawnSync(process.execPath, [join(folder, 'bin/millrace.js'), 'list'], {
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: `millrace: its packages are not installed: run "npm ci" in ${folder}/.\n`,
    });
  }
});
