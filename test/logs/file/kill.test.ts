import { type ChildProcess, spawn } from 'node:child_process';
import { on, once } from 'node:events';
import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { never } from '../../../src/core/never.ts';
import { file } from '../../../src/logs/file/file.ts';
import { FileWriter } from '../../../src/logs/file/writer.ts';
import { systemClock } from '../../../src/runtime/clock.ts';
import { testContext } from '../../support/context.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { openReader, textsOf } from '../../support/reading.ts';
import { recordOf } from './appender.ts';

const RUNS = 20;
const END = '{"end":true}';

test('a writer killed at any moment loses no record that it confirmed, and a torn line stands alone', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'crypto.ndjson');
  await writeFile(path, '');
  const reader = await openReader(file(path), testContext({ clock: systemClock }));
  const seen = tail();
  const moments = fc.sample(
    fc.tuple(fc.integer({ min: 1, max: 12 }), fc.nat(40), fc.integer({ min: 1, max: 60 })),
    RUNS,
  );
  const confirmed: number[] = [];
  for (const [run, [acks, turns, torn]] of moments.entries()) {
    confirmed.push(await appendUntilKilled(path, run, acks, turns));
    // Where the kill happened to tear nothing, leave what it might have left.
    if (run % 3 === 0) await appendFile(path, recordOf(run, 1_000_000).slice(0, torn));
  }
  const writer = await FileWriter.open(path);
  await writer.write([{ id: 'end', value: { end: true } }]);
  await writer.close();

  const texts = await seen;
  await reader.close();
  const known = new Set<string>();
  for (const [run, n] of confirmed.entries()) for (let i = 0; i < n; i++) known.add(recordOf(run, i));
  expect(known.difference(new Set(texts))).toEqual(new Set());
  const numbers = texts.flatMap((text) =>
    isWhole(text) ? [Number(JSON.parse(text).run) * 1e7 + JSON.parse(text).n] : [],
  );
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  const broken = texts.filter((text) => text !== END && !isWhole(text));
  expect(broken.filter((text) => !isTorn(text))).toEqual([]);
  expect(broken.length).toBeGreaterThan(0);

  async function tail(): Promise<string[]> {
    const texts: string[] = [];
    while (texts.at(-1) !== END) {
      const read = await reader.next(never);
      texts.push(...textsOf(read));
    }
    return texts;
  }
});

/** How many records the child had confirmed when it was killed, `turns` of our event loop after so many writes. */
async function appendUntilKilled(path: string, run: number, acks: number, turns: number): Promise<number> {
  const script = join(import.meta.dirname, 'appender.ts');
  const child: ChildProcess = spawn(process.execPath, [script, path, String(run)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (!child.stdout) throw new Error('the child has no stdout');
  const closed = once(child, 'close');
  const lines = createInterface({ input: child.stdout });
  let confirmed = 0;
  let heard = 0;
  for await (const [line] of on(lines, 'line', { close: ['close'] })) {
    confirmed = Number(line);
    if (++heard !== acks) continue;
    for (let turn = 0; turn < turns; turn++) await setImmediate();
    child.kill('SIGKILL');
  }
  expect(await closed).toEqual([null, 'SIGKILL']);
  return confirmed;
}

function isWhole(text: string): boolean {
  const [, run, n] = /^\{"run":(\d+),"n":(\d+),/.exec(text) ?? [];
  return run !== undefined && text === recordOf(Number(run), Number(n));
}

/** The beginning of one record: one of another behind it would bring a second brace. */
const isTorn = (text: string): boolean => text.lastIndexOf('{') === 0 && !text.includes('}');
