import type { Command } from 'commander';
import { lastValueFrom, tap } from 'rxjs';
import { PipelineError } from '../core/errors.ts';
import { type Pipeline, viewsOf } from '../core/pipeline.ts';
import type { Logger } from '../core/source.ts';
import { refuseUnready } from '../runtime/ready.ts';
import { type RunOptions, run } from '../runtime/run.ts';
import { openStore } from '../store/open-store.ts';
import { type Result, refuseTaken, type Store } from '../store/store.ts';
import { example } from './example.ts';
import { loadPipeline } from './load-pipeline.ts';
import { ProgressLog } from './progress-log.ts';
import { recorded } from './run-record.ts';
import { type Session, sessionOf } from './session.ts';
import { stopSignal } from './stop.ts';
import { together } from './together.ts';

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

function runAll(pipelines: readonly Pipeline[], session: Session, store: Store, rebuild: boolean): Promise<void> {
  return together(pipelines, stopSignal(session.logger), session.logger, (pipeline, signal) => {
    const work = (logger: Logger) => runOne(pipeline, { ...session, logger, store, signal, rebuild });
    return pipeline.source.bounded ? recorded(pipeline.name, store.jobs, session, work) : work(session.logger);
  });
}

/** Runs a pipeline, and logs how it gets on. A job that was at its end when it was stopped has succeeded. */
async function runOne(pipeline: Pipeline, options: RunOptions): Promise<Result> {
  const { clock, logger, signal, store } = options;
  const progress = new ProgressLog(clock, logger, store);
  logger.info({ pipeline: pipeline.name, source: pipeline.source.name }, 'started');
  let ended = false;
  const running = run(pipeline, options).pipe(
    tap((one) => {
      progress.add(one);
      ended = one.ended;
    }),
  );
  await lastValueFrom(running, { defaultValue: undefined });
  const stopped = signal.aborted && !(pipeline.source.bounded && ended);
  await progress.end(pipeline.name, stopped ? 'stopped' : 'ended');
  return stopped ? 'stopped' : 'succeeded';
}
