import { Subject, takeUntil } from 'rxjs';
import { pipeline } from '../../src/core/pipeline.ts';
import { aborted } from '../../src/runtime/observed.ts';
import { delivery } from '../../src/runtime/outbox.ts';
import { Underway } from '../../src/runtime/underway.ts';
import { virtualClock } from '../../src/runtime/virtual-clock.ts';
import { memoryStore } from '../../src/store/memory.ts';
import { commitOf, started } from '../conformance/store-data.ts';
import { testContext } from '../support/context.ts';
import { outcomeOf } from '../support/outcome.ts';
import type { Told } from '../support/outside.ts';
import { noAnswer, seenThrough } from '../support/seen-store.ts';
import { Shards } from '../support/shards.ts';

/** An outbox that is written to by commits, and processes that deliver what is in it. */
export async function post(...destinations: readonly Told[]) {
  const clock = virtualClock();
  const store = memoryStore({ clock });
  const one = pipeline('totals')
    .from(new Shards())
    .to(...destinations);
  const opened = await started(store);
  const committed = new Subject<void>();
  let done = 0;

  /** Commits messages to one destination; a message's id is its text in angle brackets. */
  async function say(to: Told, ...bodies: readonly string[]): Promise<void> {
    const messages = bodies.map((body) => ({ id: `<${body}>`, to: to.name, body }));
    await store.commit(commitOf({ ...opened, commits: done++ }, { messages }));
    committed.next();
  }

  /** A process that delivers until it is stopped or killed. */
  function process() {
    const network = { marks: true };
    const stop = new AbortController();
    const context = testContext({ clock, signal: stop.signal });
    const seen = seenThrough(store, (method, make) => (network.marks || method !== 'delivered' ? make() : noAnswer()));
    // Whoever is told to stop commits nothing more.
    const commits = committed.pipe(takeUntil(aborted(stop.signal)));
    const delivering = { pipeline: one, store: seen, owner: 'me', context, underway: new Underway() };
    const { values: ids, ended, kill } = outcomeOf(delivery(commits, delivering));
    return { network, stop: () => stop.abort(), lines: context.lines, ids, ended, kill };
  }

  /** What waits to be delivered. */
  const waiting = async (to: Told) => (await store.undelivered('totals', to.name, 999)).map(({ body }) => body);
  return { clock, say, over: () => committed.complete(), process, waiting };
}
