import { lastValueFrom } from 'rxjs';
import type { Pipeline } from '../../src/core/pipeline.ts';
import { systemClock as clock } from '../../src/runtime/clock.ts';
import { run } from '../../src/runtime/run.ts';
import type { Store } from '../../src/store/store.ts';
import { testContext } from '../support/context.ts';

/** Runs a pipeline until it has read so many records, in all. */
export async function ran(store: Store, one: Pipeline, records: number, owner = 'mill-1:4711:0a1b2c3d'): Promise<void> {
  const stop = new AbortController();
  const { logger } = testContext();
  const running = run(one, { store, clock, logger, logUrl: 'file:.', owner, signal: stop.signal });
  const ended = lastValueFrom(running, { defaultValue: undefined });
  const scope = { pipeline: one.name, version: 1 };
  const looking = async () => {
    for await (const _ of store.changes(one.name, stop.signal)) {
      if ((await store.counts(scope)).records === records) stop.abort();
    }
  };
  await Promise.all([ended, looking()]);
}
