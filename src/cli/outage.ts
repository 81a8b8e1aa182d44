import { WorldError } from '../core/errors.ts';
import { type Clock, type Duration, seconds } from '../core/time.ts';
import { say } from './output.ts';

/** How often is asked whether it is still there. */
const EVERY: Duration = seconds(2);

/** Says on stderr when what `ask` asks is away, and when it is there again: who waits for it hears of neither. */
export async function tellOutages(ask: () => Promise<unknown>, clock: Clock, signal: AbortSignal): Promise<void> {
  let away = false;
  for (;;) {
    await clock.sleep(EVERY, signal);
    if (signal.aborted) return;
    try {
      await ask();
      if (away) say('millrace: it is there again; going on');
      away = false;
    } catch (thrown) {
      if (!(thrown instanceof WorldError)) return; // who reads beside us fails by it, too
      if (!away) say(`millrace: waiting: ${thrown.message}`);
      away = true;
    }
  }
}
