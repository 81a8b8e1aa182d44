import { fastify } from 'fastify';
import { assetRoutes } from './assets.ts';
import { documentRoutes } from './documents.ts';
import type { Routes } from './routes.ts';
import { type Given, worldOf } from './world.ts';

export interface Served {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves the pages and the API of a dashboard, until it is closed. Port 0 is any that is free. */
export async function dashboard(
  given: Given,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Served> {
  const app = fastify({ forceCloseConnections: true });
  const world = worldOf(given);
  for (const routes of ROUTES) routes(app, world);
  const url = await app.listen({ host, port });
  return { url, close: () => app.close() };
}

const ROUTES: readonly Routes[] = [assetRoutes, documentRoutes];
