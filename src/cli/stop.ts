import type { Logger } from '../core/source.ts';
import type { Duration, Millis } from '../core/time.ts';
import { systemClock } from '../runtime/clock.ts';

const CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
/** npm passes on a Ctrl-C that the terminal has sent to us already: what comes so soon is the same one. */
const SAME: Duration = 500;

/** Aborted by the first signal to stop; a second one ends the process at once, with the code that shells expect. */
export function stopSignal(logger: Pick<Logger, 'info'>): AbortSignal {
  const stop = new AbortController();
  let first: Millis | undefined;
  for (const [name, code] of Object.entries(CODES)) {
    process.on(name, () => {
      const now = systemClock.elapsed();
      if (first === undefined) logger.info({ signal: name }, 'stopping; once more ends it at once');
      first ??= now;
      if (stop.signal.aborted && now - first >= SAME) process.exit(code);
      stop.abort();
    });
  }
  return stop.signal;
}
