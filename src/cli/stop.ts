import type { Duration, Millis } from '../core/time.ts';
import { systemClock } from '../runtime/clock.ts';

const CODES = { SIGINT: 130, SIGTERM: 143 } as const;
/** npm passes on a Ctrl-C that the terminal has sent to us already: what comes so soon is the same one. */
const SAME: Duration = 500;

/** Aborted by the first SIGINT or SIGTERM; a second one ends the process at once, with the code that shells expect. */
export function stopSignal(): AbortSignal {
  const stop = new AbortController();
  let first: Millis | undefined;
  for (const [name, code] of Object.entries(CODES)) {
    process.on(name, () => {
      const now = systemClock.now();
      first ??= now;
      if (stop.signal.aborted && now - first >= SAME) process.exit(code);
      stop.abort();
    });
  }
  return stop.signal;
}
