import type { Pipeline } from '../../src/core/pipeline.ts';
import type { Clock } from '../../src/core/time.ts';
import { type Given, type World, worldOf } from '../../src/dashboard/world.ts';
import type { StoreReader } from '../../src/store/store.ts';
import { testContext } from '../support/context.ts';

/** What a dashboard is given that shows these pipelines. */
export const seenWorld = (
  { store, clock }: { readonly store: StoreReader; readonly clock: Clock },
  pipelines: readonly Pipeline[],
  change: Partial<Given> = {},
): World =>
  worldOf({ store, clock, pipelines, storeName: 'memory:', logger: testContext().logger, unloaded: [], ...change });
