import { appendFile, rename, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { file } from '../../../src/logs/file/file.ts';
import { testClock } from '../../support/clock.ts';
import { testContext } from '../../support/context.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { drain, itemsOf, openReader } from '../../support/reading.ts';

const clock = testClock();
const context = testContext({ clock });

test('whatever is appended, rotated and resumed in whatever order, each line comes once and in order', async () => {
  const line = fc.stringMatching(/^[a-z{}":,0-9 ]{0,40}\r?$/);
  const step = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({ kind: fc.constant('append' as const), lines: fc.array(line, { maxLength: 5 }) }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('torn' as const), cut: fc.nat(30) }) },
    { weight: 3, arbitrary: fc.constant({ kind: 'read' as const }) },
    { weight: 1, arbitrary: fc.constant({ kind: 'rotate' as const }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('resume' as const), at: fc.nat(1000) }) },
  );
  const property = fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
    await using temporary = await temporaryFolder();
    const path = join(temporary.path, 'crypto.ndjson');
    const log = file(path, { chunk: 24 });
    const written: string[] = [];
    const seen: { text: string; position: string }[] = [];
    let second = 1000;
    let pending = ''; // what stands behind the last newline
    const append = async (text: string) => {
      await appendFile(path, text);
      await utimes(path, second, second);
      const lines = (pending + text).split('\n');
      pending = lines.pop() ?? '';
      written.push(...lines);
    };
    await append('first\n');
    let reader = await openReader(log, context);
    const catchUp = async () => {
      for (const one of await drain(reader, clock)) seen.push(...itemsOf(one));
    };
    for (const step of steps) {
      if (step.kind === 'append') await append(step.lines.map((text) => `${text}\n`).join(''));
      if (step.kind === 'torn') await append('{"a":"line that is not whole"}'.slice(0, step.cut));
      if (step.kind === 'read') await catchUp();
      if (step.kind === 'rotate') {
        await rename(path, `${path}.${second++}`);
        if (pending) written.push(pending);
        pending = '';
        await append(`after rotation ${second}\n`);
      }
      if (step.kind === 'resume' && seen.length > 0) {
        await reader.close();
        seen.length = 1 + (step.at % seen.length);
        reader = await openReader(log, context, seen.at(-1)?.position);
      }
    }
    await append('\nlast\n');
    await catchUp();
    await reader.close();
    expect(seen.map(({ text }) => text)).toEqual(written.filter((text) => text !== '' && text !== '\r'));
    expect(new Set(seen.map(({ position }) => position)).size).toBe(seen.length);
  });
  await fc.assert(property, { numRuns: 60 });
});
