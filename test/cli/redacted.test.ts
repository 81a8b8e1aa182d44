import { afterEach, expect, test, vi } from 'vitest';
import { failure } from '../../src/cli/failure.ts';
import { loggerOf } from '../../src/cli/logger.ts';
import { secrets } from '../../src/cli/secrets.ts';
import { PipelineError } from '../../src/core/errors.ts';
import { secret } from '../../src/core/secret.ts';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

async function learnt(value: string): Promise<void> {
  vi.stubEnv('TOKEN', value);
  await secrets.read(secret('TOKEN'), { fresh: true });
}

test('a terminal shows no secret either', async () => {
  await learnt('xoxb-1234-abcd');
  const { isTTY } = process.stderr;
  const lines: string[] = [];
  try {
    Object.assign(process.stderr, { isTTY: true, hasColors: () => true });
    const logger = loggerOf('info', (line) => lines.push(line));
    logger.info({ token: 'xoxb-1234-abcd', deep: { token: 'xoxb-1234-abcd' } }, 'is xoxb-1234-abcd');
  } finally {
    Object.assign(process.stderr, { isTTY });
  }
  expect(lines.join('')).toMatch(/is \[secret\].*\[secret\].*\[secret\]/s);
  expect(lines.join('')).not.toContain('xoxb');
});

test('a secret of several short lines is found before an error becomes one line', async () => {
  await learnt('alpha\n  bravo');
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  failure(new PipelineError('CONFIG', 'refused: alpha\n  bravo'));
  expect(write.mock.calls).toEqual([['millrace: refused: [secret]\n']]);
});
