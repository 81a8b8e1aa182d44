import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rewritten } from '../../bench/results.ts';
import { right, table } from '../../bench/table.ts';
import { ROOT } from '../cli/millrace.ts';

const names = ['peers', 'memory', 'stores'];

test('a scenario that ran again takes the place of its section, and leaves the others as they were', () => {
  const all = rewritten('', new Map(names.map((name) => [name, `## ${name}\n\nold\n`])), names);
  const anew = rewritten(all, new Map([['memory', '## memory\n\nnew\n']]), names);
  expect(anew.split('## ').slice(1)).toEqual(['peers\n\nold\n\n', 'memory\n\nnew\n\n', 'stores\n\nold\n']);
});

test('sections stand in the order of the scenarios, and one of a scenario that is no more goes', () => {
  const results = '# Results\n\n## stores\n\na\n\n## replay\n\nb\n';
  const all = rewritten(results, new Map([['peers', '## peers\n\nc\n']]), names);
  expect(all.match(/^## .*/gm)).toEqual(['## peers', '## stores']);
});

test('what is written again and again stays as it is', () => {
  const results = readFileSync(join(ROOT, 'bench/results.md'), 'utf8');
  const found = [...results.matchAll(/^## (.*)/gm)].map(([, name = '']) => name);
  expect(rewritten(results, new Map(), found)).toBe(results);
});

test('a table is filled up with blanks as the linter wants it', () => {
  expect(table([{ title: '×' }, right('seconds')], [['naïve', '1.5']])).toBe(
    ['| ×     | seconds |', '| ----- | ------: |', '| naïve |     1.5 |'].join('\n'),
  );
});
