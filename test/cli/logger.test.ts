import { expect, test } from 'vitest';
import { keptLogger, LEVELS, type Level, loggerOf } from '../../src/cli/logger.ts';

const WAYS = ['debug', 'info', 'warn', 'error'] as const;

/** The messages that a logger of this level takes, of one in each way. */
function taken(level: Level, make: typeof loggerOf): readonly string[] {
  const lines: string[] = [];
  const logger = make(level, (line) => lines.push(line));
  for (const way of WAYS) logger[way]({ n: 1 }, `in ${way}`);
  return WAYS.filter((way) => lines.some((line) => line.includes(`in ${way}`)));
}

test('a level takes itself and what is graver', () => {
  for (const level of LEVELS) expect(taken(level, loggerOf)).toEqual(WAYS.slice(LEVELS.indexOf(level)));
});

test('what is to be read later has no less than usual', () => {
  for (const level of LEVELS) expect(taken(level, keptLogger)).toEqual(WAYS.slice(level === 'debug' ? 0 : 1));
});
