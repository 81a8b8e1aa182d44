import { lastValueFrom, NEVER, takeUntil, tap } from 'rxjs';
import { WorldError } from '../core/errors.ts';
import type { Pipeline } from '../core/pipeline.ts';
import { aborted } from '../runtime/observed.ts';
import { type RunOptions, type RunProgress, run } from '../runtime/run.ts';
import type { Result, StoreReader } from '../store/store.ts';
import { ProgressLog } from './progress-log.ts';

interface Options extends RunOptions {
  /** Aborted: what does not stop is dropped. It would keep the pipeline's lease, and nobody else could run it. */
  readonly letGo?: AbortSignal;
}

/** As many waiting messages of a destination are counted. */
const COUNTED = 100;

/**
 * Runs a pipeline, and logs how it gets on. A job that was at its end when it was stopped, with all that it said
 * delivered, has succeeded. `kept`: whether what is set aside can be looked at afterwards.
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
  const waits = signal.aborted && (await leavesUnsaid(pipeline, options, kept));
  const stopped = signal.aborted && !(pipeline.source.bounded && ended && !waits);
  await progress.end(pipeline.name, stopped ? 'stopped' : 'ended');
  return stopped ? 'stopped' : 'succeeded';
}

/** Whether people have not been told all; logged. While the store does not answer, nobody knows that they have. */
async function leavesUnsaid({ name, destinations }: Pipeline, options: Options, kept: boolean): Promise<boolean> {
  const { logger, store } = options;
  let waits = false;
  for (const { kind, name: to } of destinations) {
    if (kind !== 'messages') continue;
    const messages = await countedIn(store, name, to);
    if (messages === 0) continue;
    waits = true;
    const count = messages && { messages: messages < COUNTED ? messages : `${COUNTED} or more` };
    logger.warn({ pipeline: name, to, ...count }, kept ? 'not delivered: left to the next run' : 'not delivered');
  }
  return waits;
}

/** How many wait; undefined where the store does not tell. */
async function countedIn(store: StoreReader, pipeline: string, to: string): Promise<number | undefined> {
  try {
    return (await store.undelivered(pipeline, to, COUNTED)).length;
  } catch (thrown) {
    if (thrown instanceof WorldError) return undefined;
    throw thrown;
  }
}
