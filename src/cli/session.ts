import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { type Command, Option } from 'commander';
import type { Logger, RunContext } from '../core/source.ts';
import type { Clock } from '../core/time.ts';
import { systemClock } from '../runtime/clock.ts';
import { LEVELS, type Level, loggerOf, toStderr } from './logger.ts';

/** What every command works with: the world, and where things are. */
export interface Session {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly level: Level;
  /** Such as `sqlite:./data/millrace.db`. */
  readonly storeUrl: string;
  /** What `log('name')` stands for, such as `file:./data`. */
  readonly logUrl: string;
  /** This process among others that use the same store. */
  readonly owner: string;
}

interface Globals {
  readonly store: string;
  readonly log: string;
  readonly logLevel: Level;
}

/** The options that every command takes, before or behind its name. */
export const globalOptions = (): Option[] => [
  new Option('--store <url>', 'where state is kept: sqlite:PATH or memory:')
    .env('MILLRACE_STORE')
    .default('sqlite:./data/millrace.db'),
  new Option('--log <url>', 'where logs are: file:FOLDER or file:PATH.ndjson')
    .env('MILLRACE_LOG')
    .default('file:./data'),
  new Option('--log-level <level>', 'how much is told on stderr')
    .env('MILLRACE_LOG_LEVEL')
    .choices(LEVELS)
    .default('info'),
];

export function sessionOf(command: Command): Session {
  const { store, log, logLevel } = command.optsWithGlobals<Globals>();
  return {
    clock: systemClock,
    logger: loggerOf(logLevel, toStderr),
    level: logLevel,
    storeUrl: store,
    logUrl: log,
    owner: `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`,
  };
}

/** What a log is opened with by a command that runs no pipeline. */
export const contextOf = ({ clock, logger, logUrl }: Session): RunContext => ({
  clock,
  logger,
  logUrl,
  signal: new AbortController().signal,
  finalRows: async () => ({ version: 0, rows: [] }),
});
