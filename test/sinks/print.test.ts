import { type ChildProcess, spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { print } from '../../src/index.ts';

/** A process that prints each group of values that it is sent. */
function printer(way: string, stdout: number | 'pipe' = 'pipe'): ChildProcess {
  const script = join(import.meta.dirname, 'printer.ts');
  return spawn(process.execPath, [script, way], { stdio: ['pipe', stdout, 'pipe'] });
}

const send = ({ stdin }: ChildProcess, ...values: readonly unknown[]) => stdin?.write(`${JSON.stringify(values)}\n`);
const saidBy = async ({ stderr }: ChildProcess) => (stderr ? text(stderr) : '');

async function printed(way: string, ...groups: readonly (readonly unknown[])[]): Promise<string> {
  const child = printer(way);
  for (const group of groups) send(child, ...group);
  child.stdin?.end();
  const [stdout, stderr] = await Promise.all([child.stdout ? text(child.stdout) : '', saidBy(child)]);
  expect(stderr).toBe('');
  return stdout;
}

test('prints one JSON object a line; a raw record is a line already', async () => {
  const record = { data: '{"e": "trade"}' };
  expect(await printed('json', [{ a: 1, text: 'żółw\n' }, null, 'x'], [record, record])).toBe(
    '{"a":1,"text":"żółw\\n"}\nnull\n"x"\n{"e": "trade"}\n{"e": "trade"}\n',
  );
});

test('prints a table of each group of values', async () => {
  const rows = (...prices: readonly number[]) => prices.map((price) => ({ key: 'BTCUSDT', price }));
  expect(await printed('table', rows(61_837.63, 5), rows(1))).toBe(
    [
      'key         price',
      '-------  --------',
      'BTCUSDT  61837.63',
      'BTCUSDT      5',
      'key      price',
      '-------  -----',
      'BTCUSDT      1',
      '',
    ].join('\n'),
  );
});

test('prints the text that a function makes of each group of values', async () => {
  expect(await printed('function', [1, 2], [3])).toBe('2 values: [1,2]\n1 values: [3]\n');
});

test('a reader that has gone away is EPIPE: no failing world, and nothing that could be tried again', async () => {
  const child = printer('json');
  child.stdout?.destroy();
  send(child, 'x'.repeat(1_000_000));
  expect(JSON.parse(await saidBy(child))).toMatchObject({ name: 'Error', code: 'EPIPE' });
});

test('a disk that is full is a failing world', async ({ skip }) => {
  if (process.platform !== 'linux') return skip('needs /dev/full');
  await using full = await open('/dev/full', 'w');
  const child = printer('json', full.fd);
  send(child, 'x');
  expect(JSON.parse(await saidBy(child))).toMatchObject({
    name: 'WorldError',
    message: expect.stringMatching(/^stdout: .*ENOSPC/),
  });
});

test('a value is printed as its toJSON says, exact, whether as JSON or in a table', () => {
  const value = { sum: 0.1 + 0.2, toJSON: () => ({ sum: '0.3' }) };
  expect(print().textOf?.([value])).toBe('{"sum":"0.3"}');
  expect(print('table').textOf?.([value])).toBe('sum\n---\n0.3');
});
