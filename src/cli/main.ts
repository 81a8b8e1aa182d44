import { Command } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { EXIT, failure, isBrokenPipe } from './failure.ts';
import { say } from './output.ts';
import { addGlobalOptions } from './session.ts';

/** Runs the command that `args` name, then ends the process. */
export async function main(args: readonly string[]): Promise<void> {
  // Whoever writes to stdout is told by its own write, and closes what it has open before it gives up.
  process.stdout.on('error', () => {});
  // A disk that is full of log lines, or a terminal that is gone, is no reason to stop working.
  process.stderr.on('error', (thrown) => isBrokenPipe(thrown) && process.exit(EXIT.done));
  process.on('uncaughtException', (thrown) => process.exit(failure(thrown)));
  process.once('beforeExit', () => {
    say('millrace: nothing is left to wait for, and the command has not ended: a promise is never settled.');
    process.exit(EXIT.bug);
  });
  try {
    const program = await commands(args[0]);
    await program.parseAsync(args, { from: 'user' });
    process.exit();
  } catch (thrown) {
    process.exit(failure(thrown));
  }
}

/** In the order of the help. One that is asked for is loaded alone: all of them take longer than most take to run. */
const COMMANDS: Readonly<Record<string, () => Promise<(program: Command) => void>>> = {
  run: async () => (await import('./run.ts')).runCommand,
  schedule: async () => (await import('./schedule.ts')).scheduleCommand,
  list: async () => (await import('./list.ts')).listCommand,
  check: async () => (await import('./check.ts')).checkCommand,
  replay: async () => (await import('./replay.ts')).replayCommand,
  chaos: async () => (await import('./chaos.ts')).chaosCommand,
  rows: async () => (await import('./rows.ts')).rowsCommand,
  chart: async () => (await import('./chart.ts')).chartCommand,
  why: async () => (await import('./why.ts')).whyCommand,
  peek: async () => (await import('./peek.ts')).peekCommand,
  dead: async () => (await import('./dead.ts')).deadCommand,
  jobs: async () => (await import('./jobs.ts')).jobsCommand,
  dashboard: async () => (await import('./dashboard.ts')).dashboardCommand,
  health: async () => (await import('./health.ts')).healthCommand,
  reset: async () => (await import('./reset.ts')).resetCommand,
  cache: async () => (await import('./cache.ts')).cacheCommand,
  stream: async () => (await import('./stream.ts')).streamCommand,
  put: async () => (await import('./put.ts')).putCommand,
  agent: async () => (await import('./agent.ts')).agentCommand,
  market: async () => (await import('./market.ts')).marketCommand,
  slack: async () => (await import('./slack.ts')).slackCommand,
  secret: async () => (await import('./secret.ts')).secretCommand,
  mail: async () => (await import('./mail.ts')).mailCommand,
  exchange: async () => (await import('./exchange.ts')).exchangeCommand,
  demo: async () => (await import('./demo.ts')).demoCommand,
};

async function commands(asked: string | undefined): Promise<Command> {
  const program = new Command('millrace')
    .description(manifest.description)
    .version(manifest.version)
    .exitOverride()
    .showHelpAfterError('(add --help for what it takes)')
    .addHelpText('after', HELP);
  addGlobalOptions(program);
  const wanted = asked !== undefined && Object.hasOwn(COMMANDS, asked) ? [asked] : Object.keys(COMMANDS);
  for (const add of await Promise.all(wanted.map((name) => COMMANDS[name]?.()))) add?.(program);
  return program;
}

const HELP = `
PIPELINE is a name, for pipelines/NAME.ts in this folder or else in that of millrace, or the path of a file.
Results go to stdout, everything else to stderr.

Exit codes:
  ${EXIT.done}    done; run, schedule, agent, chaos, demo, dashboard, exchange also by SIGINT, SIGTERM or SIGHUP
  ${EXIT.failed}    something to put right: one line says what
  ${EXIT.usage}    a command line that cannot be right
  ${EXIT.bug}   a bug, in a pipeline or in millrace: its stack is shown
  130, 143, 129   a signal ended it at once: the second one, or any to a command that only reads

Example:
  $ millrace demo --seconds 20 --speed 60`;
