import { DashboardJobs } from '../../src/cli/dashboard-jobs.ts';
import type { Level } from '../../src/cli/logger.ts';
import { PipelineError } from '../../src/core/errors.ts';
import type { Pipeline } from '../../src/core/pipeline.ts';
import type { Clock } from '../../src/core/time.ts';
import type { Store } from '../../src/store/store.ts';
import { testContext } from '../support/context.ts';

/** What runs jobs for a dashboard over that store, and the way to stop it. */
export function running(
  pipelines: readonly Pipeline[],
  { store, clock }: { readonly store: Store; readonly clock: Clock },
  level: Level = 'silent',
) {
  const stop = new AbortController();
  const { lines, logger, secrets } = testContext();
  const jobs = new DashboardJobs(pipelines, {
    ...{ store, clock, logger, secrets, signal: stop.signal, level, owner: 'mill-1:4711:0a1b2c3d' },
    ...{ storeUrl: 'memory:', logUrl: 'file:.' },
    prices: () => Promise.reject(new PipelineError('WORLD', 'no prices')),
  });
  return {
    jobs,
    lines,
    stop: () => {
      stop.abort();
      return jobs.ended();
    },
  };
}
