import { createRequire } from 'node:module';
import type { LevelWithSilent } from 'pino';
import type { Logger } from '../core/source.ts';
import { secrets } from './secrets.ts';

export const LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const satisfies readonly LevelWithSilent[];
export type Level = (typeof LEVELS)[number];

/** Takes log lines, their newlines included. */
export type TakeLine = (line: string) => void;

export const toStderr: TakeLine = (line) => void process.stderr.write(line);

/**
 * Logs to `take`, line by line and at once, without secrets: for people where stderr is a terminal, else as JSON for
 * programs.
 */
export const loggerOf = (level: Level, take: TakeLine): Logger =>
  atFirstLine(level, () => {
    const { pino } = loadPino();
    if (!process.stderr.isTTY) return pino({ level, base: null }, { write: (line) => take(secrets.redact(line)) });
    const pretty = loadPretty().prettyFactory({
      colorize: process.stderr.hasColors(),
      translateTime: 'SYS:HH:MM:ss',
      ignore: 'pid,hostname',
      singleLine: true,
    });
    return pino({ level }, { write: (line) => take(secrets.redact(pretty(line))) });
  });

/** Logs to `take` what is to be read later: as text for people, by UTC, no less than usual, and without secrets. */
export function keptLogger(level: Level, take: TakeLine): Logger {
  const kept = level === 'debug' ? level : 'info';
  return atFirstLine(kept, () => {
    const pretty = loadPretty().prettyFactory({
      colorize: false,
      translateTime: 'UTC:yyyy-mm-dd HH:MM:ss.l',
      ignore: 'pipeline',
      singleLine: true,
    });
    const write = (line: string) => take(secrets.redact(pretty(line)));
    return loadPino().pino({ level: kept, base: null }, { write });
  });
}

/** Most commands log nothing, and what logs is a quarter of their start: made at the first line that is to be told. */
function atFirstLine(level: Level, make: () => Logger): Logger {
  let made: Logger | undefined;
  const least = LEVELS.indexOf(level);
  const method = (name: keyof Logger) => (fields: object, message: string) => {
    if (LEVELS.indexOf(name) < least) return;
    made ??= make();
    made[name](fields, message);
  };
  return { debug: method('debug'), info: method('info'), warn: method('warn'), error: method('error') };
}

const require = createRequire(import.meta.url);
const loadPino = () => require('pino') as typeof import('pino');
const loadPretty = () => require('pino-pretty') as typeof import('pino-pretty');
