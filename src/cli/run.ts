import { type Command, Option } from 'commander';
import { PipelineError } from '../core/errors.ts';
import type { Pipeline } from '../core/pipeline.ts';
import { seconds } from '../core/time.ts';
import { refuseUnready } from '../runtime/ready.ts';
import { jobOf } from '../runtime/schedule/job.ts';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import { dryRun } from './dry-run.ts';
import { example } from './example.ts';
import { runByHand } from './job-run.ts';
import { loadPipelines } from './load-pipelines.ts';
import { numberIn } from './number-option.ts';
import { runOne } from './run-one.ts';
import { type Session, sessionOf } from './session.ts';
import { stopSignal } from './stop.ts';
import { together } from './together.ts';
import { Unsuccessful } from './unsuccessful.ts';

/** In seconds: a week. */
const LONGEST = 604_800;

interface Options {
  readonly rebuild?: boolean;
  readonly timeout?: number | undefined;
}

interface DryOptions extends Options {
  readonly dryRun?: true;
  readonly pictures?: string;
}

export function runCommand(program: Command): void {
  program
    .command('run')
    .summary('Run pipelines.')
    .description('Run pipelines in one process, until stopped or until their sources end. Goes on where it left off.')
    .argument('<pipeline...>', 'names or paths')
    .option('--rebuild', 'begin a new version from the start of the log, beside what is stored')
    .option(
      '--timeout <seconds>',
      'how long a job may take, waiting included; left out: as long as it takes',
      numberIn(0.1, LONGEST),
    )
    .addOption(
      new Option('--dry-run', 'write nothing, and print what people would be told; needs no token').conflicts(
        'rebuild',
      ),
    )
    .option('--pictures <folder>', 'where a dry run puts its pictures (default: this folder)')
    .addHelpText('after', HELP)
    .action(async (names: readonly string[], options: DryOptions, command: Command) => {
      const { rebuild = false, timeout, dryRun: dry = false } = options;
      const session = sessionOf(command);
      const pipelines = await loadPipelines(names);
      if (timeout !== undefined) refuseEndless(pipelines);
      if (dry) return dryRun(pipelines, session, options);
      if (options.pictures !== undefined) throw new PipelineError('CONFIG', '--pictures is for a --dry-run.');
      const store = await openStore(session.storeUrl, session);
      for (const one of pipelines) await refuseUnready(one, { ...session, store, rebuild });
      await runAll(pipelines, session, store, { rebuild, timeout });
      await store.close();
    });
}

const EXAMPLES = [
  'millrace run produce usd-per-minute',
  'millrace run ./pipelines/mine.ts --rebuild',
  'millrace run hourly-units --timeout 600',
  'millrace run hourly-units --dry-run --pictures ./pictures',
];
const HELP = `
A job, a pipeline whose source ends, exits with 1 where it timed out, or where all that it read was set aside.

A dry run has no memory: state is thrown away, and a log is read from where a new pipeline begins. What other pipelines
keep is read from the store. It is kept in no history. One that has no end goes on until it is stopped.
${example(...EXAMPLES)}`;

function refuseEndless(pipelines: readonly Pipeline[]): void {
  const endless = pipelines.find(({ source }) => !source.bounded);
  if (!endless) return;
  const { name, source } = endless;
  throw new PipelineError('CONFIG', `--timeout is for jobs, and ${source.name} of ${name} has no end: leave it out.`);
}

async function runAll(
  pipelines: readonly Pipeline[],
  session: Session,
  store: Store,
  { rebuild = false, timeout }: Options,
): Promise<void> {
  let unsuccessful: Unsuccessful | undefined;
  await together(pipelines, stopSignal(session.logger), session.logger, async (pipeline, signal) => {
    const { name, source } = pipeline;
    const options = { ...session, store, signal, rebuild };
    if (!source.bounded) return void (await runOne(pipeline, options));
    try {
      const span = timeout === undefined ? undefined : seconds(timeout);
      await runByHand({ ...jobOf(pipeline), timeout: span, retries: 0, notify: [] }, options);
    } catch (thrown) {
      if (!(thrown instanceof Unsuccessful)) throw thrown;
      if (unsuccessful) session.logger.error({ pipeline: name, reason: thrown.message }, 'failed as well');
      unsuccessful ??= thrown;
    }
  });
  if (unsuccessful) throw unsuccessful;
}
