import { PipelineError } from '../core/errors.ts';
import { api } from './api/api.ts';
import { jobRoutes } from './api/jobs.ts';
import { metricsRoutes } from './api/metrics.ts';
import { pictureRoutes } from './api/pictures.ts';
import { pipelineRoutes } from './api/pipelines.ts';
import { assetRoutes } from './assets.ts';
import { documentRoutes } from './documents.ts';
import { guarded } from './guard/guarded.ts';
import { lockOf } from './guard/lock.ts';
import { isLoopback } from './guard/loopback.ts';
import { probes } from './guard/probes.ts';
import { liveRoutes } from './live/routes.ts';
import type { Routes } from './routes.ts';
import { watchMeanwhile } from './watch-meanwhile.ts';
import { type Given, worldOf } from './world.ts';

export interface Served {
  /** With no slash behind it. */
  readonly url: string;
  /** Cuts what is open, streams among it. */
  close(): Promise<void>;
}

export interface Where {
  readonly host: string;
  /** 0 is any that is free. */
  readonly port: number;
  /** What others have to show, 16 characters at least. It may be left out where only this machine reaches the host. */
  readonly token?: string | undefined;
}

/** Serves the pages and the API of a dashboard, until it is closed. A port, host or token that cannot be is CONFIG. */
export async function dashboard(given: Given, { host, port, token }: Where, routes = ROUTES): Promise<Served> {
  if (token === undefined && !isLoopback(host)) {
    throw new PipelineError('CONFIG', `The dashboard is not open to others without a token: ${host} is no loopback.`);
  }
  const world = worldOf(given);
  const app = await guarded(world, token === undefined ? undefined : await lockOf(token, world.clock));
  for (const some of routes) some(app, world);
  try {
    // It is one address, where the name may stand for two.
    const url = await app.listen({ host: host === 'localhost' ? '127.0.0.1' : host, port });
    return { url, close: () => app.close() };
  } catch (thrown) {
    await app.close();
    throw refused(host, port, thrown);
  }
}

const API: readonly Routes[] = [api, pipelineRoutes, jobRoutes, pictureRoutes, metricsRoutes];
const ROUTES: readonly Routes[] = [probes, assetRoutes, documentRoutes, liveRoutes, ...API, watchMeanwhile];

function refused(host: string, port: number, thrown: unknown): unknown {
  if (!(thrown instanceof Error && 'code' in thrown && 'syscall' in thrown)) return thrown;
  const why =
    thrown.code === 'EADDRINUSE'
      ? `Port ${port} of ${host} is in use. Choose another one by --port; 0 is any that is free.`
      : `The dashboard cannot listen at ${host}, port ${port}: ${thrown.message}.`;
  return new PipelineError('CONFIG', why, { cause: thrown });
}
