import type { Served } from '../dashboard/server.ts';
import type { Given } from '../dashboard/world.ts';

/** The dashboard beside what else this process does: at this port, or where that is taken at any that is free. */
export async function dashboardBeside(given: Given, port: number): Promise<Served> {
  // Not needed by other commands, and slow to load.
  const { dashboard } = await import('../dashboard/server.ts');
  const host = '127.0.0.1';
  try {
    return await dashboard(given, { host, port });
  } catch (thrown) {
    if (!isTaken(thrown)) throw thrown;
    const served = await dashboard(given, { host, port: 0 });
    given.logger.warn({ port, instead: served.url }, 'another program listens at the port of the dashboard');
    return served;
  }
}

const isTaken = (thrown: unknown): boolean =>
  thrown instanceof Error && thrown.cause instanceof Error && Reflect.get(thrown.cause, 'code') === 'EADDRINUSE';
