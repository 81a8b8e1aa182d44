import { messageOf, PipelineError } from '../../core/errors.ts';
import type { Notice, Notifier, NotifyContext } from '../../core/notice.ts';
import { type Duration, minutes, seconds, spanText } from '../../core/time.ts';

/** How long one may take to tell people. */
const MOST: Duration = minutes(1);
/** The same where the process is to stop. */
const GRACE: Duration = seconds(10);

/** Tells people by each of the ways that ask for this. One that fails, or takes too long, is a warning in the log. */
export async function tell(notice: Notice, notifiers: readonly Notifier[], context: NotifyContext): Promise<void> {
  const asking = notifiers.filter(({ on }) => on.includes(notice.occasion));
  await Promise.all(asking.map((notifier) => told(notifier, notice, context)));
}

async function told(notifier: Notifier, notice: Notice, context: NotifyContext): Promise<void> {
  const { clock, logger, signal } = context;
  const done = new AbortController();
  const over = new AbortController();
  const giveUp = async (span: Duration): Promise<void> => {
    await clock.sleep(span, done.signal);
    if (!done.signal.aborted) over.abort(late(span));
  };
  const hurry = () => giveUp(GRACE);
  try {
    void giveUp(MOST);
    if (signal.aborted) void hurry();
    else signal.addEventListener('abort', hurry);
    await Promise.race([notifier.notify(notice, { ...context, signal: over.signal }), refused(over.signal)]);
    logger.info({ pipeline: notice.of, by: notifier.name }, `told: ${notice.occasion}`);
  } catch (thrown) {
    const fields = { pipeline: notice.of, by: notifier.name, reason: messageOf(thrown) };
    logger.warn(fields, `people were not told: ${notice.occasion}`);
  } finally {
    done.abort();
    signal.removeEventListener('abort', hurry);
  }
}

const refused = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

const late = (span: Duration): PipelineError => new PipelineError('WORLD', `it was not done within ${spanText(span)}`);
