import { type LevelWithSilent, pino } from 'pino';
import { prettyFactory } from 'pino-pretty';
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
export function loggerOf(level: Level, take: TakeLine): Logger {
  if (!process.stderr.isTTY) return pino({ level, base: null }, { write: (line) => take(secrets.redact(line)) });
  const pretty = prettyFactory({
    colorize: process.stderr.hasColors(),
    translateTime: 'SYS:HH:MM:ss',
    ignore: 'pid,hostname',
    singleLine: true,
  });
  return pino({ level }, { write: (line) => take(secrets.redact(pretty(line))) });
}

/** Logs to `take` what is to be read later: as text for people, by UTC, no less than usual, and without secrets. */
export function keptLogger(level: Level, take: TakeLine): Logger {
  const pretty = prettyFactory({
    colorize: false,
    translateTime: 'UTC:yyyy-mm-dd HH:MM:ss.l',
    ignore: 'pipeline',
    singleLine: true,
  });
  const write = (line: string) => take(secrets.redact(pretty(line)));
  return pino({ level: level === 'debug' ? level : 'info', base: null }, { write });
}
