import { lastValueFrom, NEVER, takeUntil, tap } from 'rxjs';
import type { Pipeline } from '../core/pipeline.ts';
import { aborted } from '../runtime/observed.ts';
import { type RunOptions, type RunProgress, run } from '../runtime/run.ts';
import type { Result } from '../store/store.ts';
import { ProgressLog } from './progress-log.ts';

interface Options extends RunOptions {
  /** Aborted: what does not stop is dropped. It would keep the pipeline's lease, and nobody else could run it. */
  readonly letGo?: AbortSignal;
}

/**
 * Runs a pipeline, and logs how it gets on. A job that was at its end when it was stopped has succeeded. `kept`:
 * whether what is set aside can be looked at afterwards.
 */
export async function runOne(
  pipeline: Pipeline,
  options: Options,
  told: (progress: RunProgress) => void = () => {},
  kept = true,
): Promise<Result> {
  const { clock, logger, signal, store, letGo } = options;
  const progress = new ProgressLog(clock, logger, store, kept);
  logger.info({ pipeline: pipeline.name, source: pipeline.source.name }, 'started');
  let ended = false;
  const running = run(pipeline, options).pipe(
    tap((one) => {
      progress.add(one);
      told(one);
      ended = one.ended;
    }),
    takeUntil(letGo ? aborted(letGo) : NEVER),
  );
  await lastValueFrom(running, { defaultValue: undefined });
  const stopped = signal.aborted && !(pipeline.source.bounded && ended);
  await progress.end(pipeline.name, stopped ? 'stopped' : 'ended');
  return stopped ? 'stopped' : 'succeeded';
}
