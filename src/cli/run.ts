import type { Command } from 'commander';
import { PipelineError } from '../core/errors.ts';
import { type Pipeline, viewsOf } from '../core/pipeline.ts';
import { refuseUnready } from '../runtime/ready.ts';
import { openStore } from '../store/open-store.ts';
import { refuseTaken, type Store } from '../store/store.ts';
import { example } from './example.ts';
import { runJob } from './job.ts';
import { loadPipeline } from './load-pipeline.ts';
import { runOne } from './run-one.ts';
import { recorded } from './run-record.ts';
import { type Session, sessionOf } from './session.ts';
import { stopSignal } from './stop.ts';
import { together } from './together.ts';
import { Unsuccessful } from './unsuccessful.ts';

export function runCommand(program: Command): void {
  program
    .command('run')
    .summary('Run pipelines.')
    .description('Run pipelines in one process, until stopped or until their sources end. Goes on where it left off.')
    .argument('<pipeline...>', 'names or paths')
    .option('--rebuild', 'begin a new version from the start of the log, beside what is stored')
    .addHelpText('after', example('millrace run produce usd-per-minute', 'millrace run ./pipelines/mine.ts --rebuild'))
    .action(async (names: readonly string[], { rebuild = false }: { readonly rebuild?: boolean }, command: Command) => {
      const session = sessionOf(command);
      const pipelines = await load(names);
      const store = await openStore(session.storeUrl, session);
      for (const one of pipelines) await refuseUnready(one, { store, logUrl: session.logUrl, rebuild });
      await runAll(pipelines, session, store, rebuild);
      await store.close();
    });
}

async function load(names: readonly string[]): Promise<readonly Pipeline[]> {
  const pipelines: Pipeline[] = [];
  for (const name of names) {
    const pipeline = await loadPipeline(name);
    if (pipelines.some((other) => other.name === pipeline.name)) {
      throw new PipelineError('CONFIG', `Two pipelines named "${pipeline.name}" were given. Name each once.`);
    }
    for (const other of pipelines) {
      refuseTaken(pipeline.name, viewsOf(pipeline), (view) => (viewsOf(other).includes(view) ? other.name : undefined));
    }
    pipelines.push(pipeline);
  }
  return pipelines;
}

async function runAll(pipelines: readonly Pipeline[], session: Session, store: Store, rebuild: boolean): Promise<void> {
  let unsuccessful: Unsuccessful | undefined;
  await together(pipelines, stopSignal(session.logger), session.logger, async (pipeline, signal) => {
    const { name, source } = pipeline;
    const options = { ...session, store, signal, rebuild };
    if (!source.bounded) return void (await runOne(pipeline, options));
    try {
      await recorded(name, store.jobs, session, (logger, tally) => runJob(pipeline, { ...options, logger }, tally));
    } catch (thrown) {
      if (!(thrown instanceof Unsuccessful)) throw thrown;
      if (unsuccessful) session.logger.error({ pipeline: name, reason: thrown.message }, 'failed as well');
      unsuccessful ??= thrown;
    }
  });
  if (unsuccessful) throw unsuccessful;
}
