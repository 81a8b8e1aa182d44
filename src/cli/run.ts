import type { Command } from 'commander';
import { lastValueFrom, tap } from 'rxjs';
import { PipelineError } from '../core/errors.ts';
import type { Pipeline } from '../core/pipeline.ts';
import { run } from '../runtime/run.ts';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import { example } from './example.ts';
import { loadPipeline } from './load-pipeline.ts';
import { ProgressLog } from './progress-log.ts';
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
    pipelines.push(pipeline);
  }
  return pipelines;
}

function runAll(pipelines: readonly Pipeline[], session: Session, store: Store, rebuild: boolean): Promise<void> {
  const { clock, logger } = session;
  return together(pipelines, stopSignal(logger), logger, async (pipeline, signal) => {
    const progress = new ProgressLog(clock, logger);
    logger.info({ pipeline: pipeline.name, source: pipeline.source.name }, 'started');
    const running = run(pipeline, { ...session, store, signal, rebuild }).pipe(tap((one) => progress.add(one)));
    await lastValueFrom(running, { defaultValue: undefined });
    progress.end(pipeline.name, signal.aborted ? 'stopped' : 'ended');
  });
}
