import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { type Command, Option } from 'commander';
import { PipelineError } from '../core/errors.ts';
import { never } from '../core/never.ts';
import type { Prices } from '../core/prices.ts';
import type { Secrets } from '../core/secret.ts';
import type { Logger, RunContext } from '../core/source.ts';
import type { Clock } from '../core/time.ts';
import { systemClock } from '../runtime/clock.ts';
import { keptRowsIn } from '../runtime/kept-rows.ts';
import { memoryStore } from '../store/memory.ts';
import { LEVELS, type Level, loggerOf, toStderr } from './logger.ts';
import { secrets } from './secrets.ts';

/** What every command works with: the world, and where things are. */
export interface Session {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly level: Level;
  /** Such as `sqlite:./data/millrace.db`; what people read shows `shownStore` of it. */
  readonly storeUrl: string;
  /** What `log('name')` stands for, such as `file:./data`. */
  readonly logUrl: string;
  /** This process among others that use the same store. */
  readonly owner: string;
  readonly prices: () => Promise<Prices>;
  readonly secrets: Secrets;
}

interface Globals {
  readonly store: string;
  readonly log: string;
  readonly logLevel: Level;
}

/** Options that may stand before a command or behind it. */
const options = {
  store: () =>
    new Option('--store <url>', 'where state is kept: sqlite:PATH, redis://HOST:PORT or memory:')
      .env('MILLRACE_STORE')
      .default('sqlite:./data/millrace.db'),
  log: () =>
    new Option(
      '--log <url>',
      'where logs are: file:FOLDER, file:PATH.ndjson, a path, kinesis://REGION, or stdout: to write only',
    )
      .env('MILLRACE_LOG')
      .default('file:./data'),
  logLevel: () =>
    new Option('--log-level <level>', 'how much is told on stderr')
      .env('MILLRACE_LOG_LEVEL')
      .choices(LEVELS)
      .default('info'),
};
type Global = keyof typeof options;

/** Which of them a command reads, and shows in its help. Others may be there all the same, in a shell's alias. */
const USES: Readonly<Record<string, readonly Global[]>> = {
  run: ['store', 'log', 'logLevel'],
  schedule: ['store', 'log', 'logLevel'],
  check: ['log'],
  replay: ['log', 'logLevel'],
  chaos: ['log', 'logLevel'],
  rows: ['store'],
  chart: ['store', 'logLevel'],
  why: ['store'],
  jobs: ['store'],
  history: ['store'],
  logs: ['store'],
  pictures: ['store'],
  health: ['store'],
  dashboard: ['store', 'log', 'logLevel'],
  reset: ['store'],
  cache: ['store'],
  get: ['store'],
  'cache list': ['store'],
  set: ['store'],
  incr: ['store'],
  decr: ['store'],
  remove: ['store'],
  peek: ['log'],
  dead: ['store', 'log', 'logLevel'],
  exchange: ['logLevel'],
  demo: ['logLevel'],
  put: ['log', 'logLevel'],
  agent: ['store', 'log', 'logLevel'],
  'mail send': ['logLevel'],
  stream: ['log'],
  'stream list': ['log'],
  create: ['log'],
  describe: ['store', 'log'],
  split: ['log'],
  merge: ['log'],
  scale: ['log'],
  delete: ['log'],
  send: ['logLevel'],
};
const uses = (command: Command, name: string): boolean =>
  (USES[`${command.parent?.name()} ${command.name()}`] ?? USES[command.name()] ?? []).some((used) => used === name);

/** Gives the program its global options, and each command those that it reads. */
export function addGlobalOptions(program: Command): void {
  for (const make of Object.values(options)) program.addOption(make());
  program.configureHelp({
    showGlobalOptions: true,
    visibleGlobalOptions: (command) => program.options.filter((o) => uses(command, o.attributeName())),
  });
}

/** Of a command that has its own log and store. */
export function refuseOthers(command: Command): void {
  for (const name of ['store', 'log']) {
    if (command.getOptionValueSourceWithGlobals(name) !== 'cli') continue;
    throw new PipelineError('CONFIG', `millrace ${command.name()} has its own log and store: leave --${name} out.`);
  }
}

export function sessionOf(command: Command): Session {
  const { store, log, logLevel } = command.optsWithGlobals<Globals>();
  return {
    clock: systemClock,
    logger: loggerOf(logLevel, toStderr),
    level: logLevel,
    storeUrl: store,
    logUrl: log,
    prices: async () => (await import('../exchange/prices.ts')).currentPrices({ clock: systemClock }),
    secrets,
    owner: `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`,
  };
}

/** What a log is opened with by a command that runs no pipeline. */
export const contextOf = ({ clock, logger, logUrl, prices, secrets }: Session): RunContext => ({
  clock,
  logger,
  logUrl,
  signal: never,
  scheduled: clock.now(),
  prices,
  keys: async () => [],
  secrets,
  keepPicture: () => {},
  ...keptRowsIn(memoryStore({ clock })),
});
