import type { Logger } from '../core/source.ts';

/** A promise that a job has forgotten is its own fault: what else runs in this process goes on, and the log tells. */
export function surviveForgotten(logger: Logger): void {
  process.on('unhandledRejection', (thrown) => {
    const stack = thrown instanceof Error ? thrown.stack : String(thrown);
    logger.error({ stack }, 'a promise that nobody waits for has failed: a bug in one of the jobs');
  });
}
