import { firstValueFrom } from 'rxjs';
import { seconds } from '../../src/core/time.ts';
import { leased } from '../../src/runtime/lease.ts';
import { aborted, observed } from '../../src/runtime/observed.ts';
import { Underway } from '../../src/runtime/underway.ts';
import { virtualClock } from '../../src/runtime/virtual-clock.ts';
import { memoryStore } from '../../src/store/memory.ts';
import { testContext } from '../support/context.ts';
import { outcomeOf } from '../support/outcome.ts';
import { noAnswer, seenThrough } from '../support/seen-store.ts';

/** How long a lease lasts that nobody renews. */
export const SPAN = seconds(10);

interface RunnerOptions {
  /** How long it takes to close what its work has open. */
  readonly closing?: number;
  /** Instead of working until it is told to stop. */
  readonly work?: () => Promise<void>;
}

/** Processes that want to do the same work, on one clock and one store. */
export function runners() {
  const clock = virtualClock();
  const store = memoryStore({ clock });
  const happened: { readonly at: number; readonly what: string }[] = [];
  const note = (what: string) => happened.push({ at: clock.now(), what });

  /** A process that notes when it begins to work and when all is closed that it had open. */
  function runner(owner: string, { closing = 0, work = () => new Promise<void>(() => {}) }: RunnerOptions = {}) {
    const network: { up: boolean; release: boolean } = { up: true, release: true };
    const stop = new AbortController();
    const context = testContext({ clock, signal: stop.signal });
    const underway = new Underway();
    const seen = seenThrough(store, (method, make) =>
      network.up && (network.release || method !== 'release') ? make() : noAnswer(),
    );
    const working = () =>
      observed<string>(async (tell, dropped) => {
        note(`${owner} begins`);
        tell(`${owner} works`);
        const over = firstValueFrom(aborted(AbortSignal.any([dropped, stop.signal])));
        try {
          await Promise.race([work(), over]);
        } finally {
          await clock.sleep(closing);
          note(`${owner} has closed`);
        }
      }, underway);
    const running = leased(
      { store: seen, pipeline: 'p', owner, span: SPAN, rebuild: false, context, underway },
      working,
    );
    return { network, stop: () => stop.abort(), lines: context.lines, ...outcomeOf(running) };
  }

  /** When that happened, each time. */
  const times = (what: string) => happened.filter((one) => one.what === what).map(({ at }) => at);
  return { clock, store, happened, times, runner };
}
