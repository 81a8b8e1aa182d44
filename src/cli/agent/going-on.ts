import { messageOf, PipelineError } from '../../core/errors.ts';
import type { Logger } from '../../core/source.ts';
import { type Clock, type Duration, minutes } from '../../core/time.ts';

/** How long a flow rests that has failed in a way that people have to mend. */
const REST: Duration = minutes(1);

/** Does the work until it is over, again where it fails: other flows shall go on, and this one when it can. */
export async function goingOn(
  flow: string,
  stop: AbortSignal,
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
  work: () => Promise<unknown>,
): Promise<void> {
  for (;;) {
    try {
      await work();
      return;
    } catch (thrown) {
      if (!(thrown instanceof PipelineError) || stop.aborted) throw thrown;
      const fields = { flow, code: thrown.code, reason: messageOf(thrown), wait: REST };
      logger.error(fields, 'a flow has failed: it is tried again, and the others go on');
      await clock.sleep(REST, stop);
      if (stop.aborted) return;
    }
  }
}
