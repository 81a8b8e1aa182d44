import { Command } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { agentCommand } from './agent.ts';
import { cacheCommand } from './cache.ts';
import { chaosCommand } from './chaos.ts';
import { chartCommand } from './chart.ts';
import { checkCommand } from './check.ts';
import { dashboardCommand } from './dashboard.ts';
import { deadCommand } from './dead.ts';
import { demoCommand } from './demo.ts';
import { exchangeCommand } from './exchange.ts';
import { EXIT, failure, isBrokenPipe } from './failure.ts';
import { healthCommand } from './health.ts';
import { jobsCommand } from './jobs.ts';
import { listCommand } from './list.ts';
import { mailCommand } from './mail.ts';
import { marketCommand } from './market.ts';
import { say } from './output.ts';
import { peekCommand } from './peek.ts';
import { putCommand } from './put.ts';
import { replayCommand } from './replay.ts';
import { resetCommand } from './reset.ts';
import { rowsCommand } from './rows.ts';
import { runCommand } from './run.ts';
import { scheduleCommand } from './schedule.ts';
import { secretCommand } from './secret.ts';
import { addGlobalOptions } from './session.ts';
import { slackCommand } from './slack.ts';
import { streamCommand } from './stream.ts';
import { whyCommand } from './why.ts';

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
    await commands().parseAsync(args, { from: 'user' });
    process.exit();
  } catch (thrown) {
    process.exit(failure(thrown));
  }
}

function commands(): Command {
  const program = new Command('millrace')
    .description(manifest.description)
    .version(manifest.version)
    .exitOverride()
    .showHelpAfterError('(add --help for what it takes)')
    .addHelpText('after', HELP);
  addGlobalOptions(program);
  const reading = [rowsCommand, chartCommand, whyCommand, peekCommand, deadCommand, jobsCommand];
  const all = [runCommand, scheduleCommand, listCommand, checkCommand, replayCommand, chaosCommand, ...reading];
  for (const add of [
    ...all,
    dashboardCommand,
    healthCommand,
    resetCommand,
    cacheCommand,
    streamCommand,
    putCommand,
    agentCommand,
    marketCommand,
    slackCommand,
    secretCommand,
    mailCommand,
    exchangeCommand,
    demoCommand,
  ])
    add(program);
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
