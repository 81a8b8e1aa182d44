import { messageOf } from '../core/errors.ts';
import type { Logger } from '../core/source.ts';

/**
 * Runs pipelines beside each other, each until its signal is given. When one of them fails, the others are told to stop
 * after what they have in hand; when all have ended, that failure is thrown.
 */
export async function together<T extends { readonly name: string }>(
  pipelines: readonly T[],
  asked: AbortSignal,
  logger: Logger,
  run: (pipeline: T, stop: AbortSignal) => Promise<unknown>,
): Promise<void> {
  const failed = new AbortController();
  const stop = AbortSignal.any([asked, failed.signal]);
  const outcomes = pipelines.map(async (pipeline) => {
    try {
      await run(pipeline, stop);
    } catch (thrown) {
      if (failed.signal.aborted) logger.error({ pipeline: pipeline.name, reason: messageOf(thrown) }, 'failed as well');
      failed.abort();
      throw thrown;
    }
  });
  const rejected = (await Promise.allSettled(outcomes)).find(({ status }) => status === 'rejected');
  if (rejected?.status === 'rejected') throw rejected.reason;
}
